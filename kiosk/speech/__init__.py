"""Reading pages aloud."""
