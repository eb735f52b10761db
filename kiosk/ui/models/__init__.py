"""List and table models that hold rows and no database."""
