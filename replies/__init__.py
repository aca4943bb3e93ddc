"""What is said: one `Reply` of parts, from whoever makes it to the channel that renders it."""
