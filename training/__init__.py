"""Makes the encoder that the product serves; not part of it."""
