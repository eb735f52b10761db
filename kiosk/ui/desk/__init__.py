"""What the clerk's pages need besides Qt."""
