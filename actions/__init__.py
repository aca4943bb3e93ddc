"""What the assistant does: one module per capability, run by the action server (`python -m actions`)."""
