"""The slots that actions share."""

from __future__ import annotations

LAST_QUESTION = "last_question"  # full id of the question answered last
LAST_TOPIC = "last_topic"
LAST_VERSION = "last_version"  # of the text shown last, so that it can be looked up as it was shown
SAID = "said"  # what was answered so far: text by full id
TOLD_MORE = "told_more"  # whether what there is beside the last answer was told
STAGE_SLOT, STAGE, OVER = (
    "danger_stage",
    "stage",
    "over",
)  # where an open danger stands, set in Rasa's pipeline; its key in a payload
HINTED = "hinted"  # whether it was said which words ask for the rest
REGION_ASKED = "region_asked"
UNSURE_TURNS = "unsure_turns"
UNSURE_QUESTION = "unsure_question"
FORGET_BEFORE = "forget_before"  # seconds since 1970; what was written earlier says nothing about the person any more
CANCELLED, ASIDES = "tool_cancelled", "tool_asides"
