"""How messages come in and go out."""

# Channels whose clients read the reply contract's payload beside the text. On every other channel the text says it all, and
# a payload would reach the person as raw JSON.
PAYLOAD_CHANNELS = frozenset({"rest", "widget"})

# Channels of a phone's screen: what they say has to fit into a few SMS segments.
PHONE_CHANNELS = frozenset({"sms", "whatsapp", "telegram", "messenger", "slack"})

# Channels whose conversations' ids hold the number that the person writes from.
NUMBER_CHANNELS = frozenset({"sms", "whatsapp"})

# How the ids of conversations begin that only their own channel may go on with.
WIDGET_PREFIX = "widget-"
OWN_CONVERSATIONS = (WIDGET_PREFIX, *(f"{channel}:" for channel in sorted(PHONE_CHANNELS)))
