"""The demo county: invented people in the real units of Anyi county."""
