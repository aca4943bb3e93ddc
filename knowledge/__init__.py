"""The curated store of vetted answers: its content, and the small package that serves it."""
