"""What becomes of a noticed danger: kept before a word is said, stored, and delivered to the clinic's staff."""
