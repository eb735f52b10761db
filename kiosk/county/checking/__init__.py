"""The checks on what was read, and the file with the problem rows that goes back to the sender."""
