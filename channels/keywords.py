"""The keywords of SMS: what a phone company's rules, and people, expect of STOP, START and HELP.

Only the word alone counts: "stop" is also a word of danger and of questions about this medicine.
"""

from __future__ import annotations

from typing import Optional

STOP = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "OPTOUT", "REVOKE", "CANCEL", "END", "QUIT"})
LEAVES_A_TOOL = frozenset({"CANCEL", "END", "QUIT"})  # while one asks for a figure
START = frozenset({"START", "UNSTOP"})
HELP = frozenset({"HELP", "INFO"})


def keyword(text: str, opted_out: bool, in_a_tool: bool, in_danger: bool) -> Optional[str]:
    """STOP, START or HELP where a message is one of their words, else None.

    Args:
        text: what was written.
        opted_out: whether the person has said STOP. Only then YES means START: it answers questions too.
        in_a_tool: whether a tool waits for a figure.
        in_danger: whether an emergency or a check question is open: then YES is told of it.
    """
    word = text.strip().strip(".!\"'").upper()
    if word in STOP and not (in_a_tool and word in LEAVES_A_TOOL):
        return "STOP"
    if word in START or (word == "YES" and opted_out and not in_danger):
        return "START"
    return "HELP" if word in HELP else None
