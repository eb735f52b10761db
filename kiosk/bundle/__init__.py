"""The signed county-to-village data bundle: reading, writing, signing, verifying."""
