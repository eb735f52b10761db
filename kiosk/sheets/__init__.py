"""Wall sheets as PDF: engine, sheet kinds, fonts, tiling."""
