"""Which duty is due when, what is published, what may come down."""
