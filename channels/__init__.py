"""How messages come in and go out."""

# Channels whose clients read the reply contract's payload beside the text. On every other channel the text says it all, and
# a payload would reach the person as raw JSON.
PAYLOAD_CHANNELS = frozenset({"rest", "widget"})
