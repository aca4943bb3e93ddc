"""The keywords of SMS: what a phone company's rules, and people, expect of STOP, START and HELP.

Only the word counts, with no more around STOP than a please, a sign or an emoji: "stop" is also a word of danger and of questions about this medicine.
"""

from __future__ import annotations

import unicodedata
from typing import List, Optional

from components.plain_text import plain

# What the carriers of the United States, the United Kingdom and Canada (in both its languages) ask for, and Spanish and Portuguese speakers send.
STOP = frozenset({
    "STOP", "STOPP", "STOP ALL", "STOPALL", "UNSUBSCRIBE", "OPT OUT", "OPTOUT", "REVOKE", "ARRET", "ARRETER", "ARRETEZ", "PARAR", "PARE", "BAJA",
    "STOP TEXTING ME", "STOP TEXTING", "STOP MESSAGING ME", "STOP TEXTS", "STOP MESSAGES", "UNSUBSCRIBE ME",
})  # fmt: skip
ALONE = frozenset(
    {"CANCEL", "END", "QUIT"}
)  # mean STOP, but where a tool asks for a figure; with an emoji "end" may mean anything
START = frozenset({"START", "UNSTOP"})
HELP = frozenset({"HELP", "INFO", "AIDE"})
POLITE = frozenset({"PLEASE", "PLS", "PLZ", "THANKS", "THX", "THANK YOU", "SVP", "MERCI", "POR FAVOR", "GRACIAS"})


def keyword(text: str, opted_out: bool, in_a_tool: bool, in_danger: bool) -> Optional[str]:
    """STOP, START or HELP where a message is one of their words, else None.

    Args:
        text: what was written.
        opted_out: whether the person has said STOP. Only then YES means START: it answers questions too.
        in_a_tool: whether a tool waits for a figure.
        in_danger: whether an emergency or a check question is open: then YES is told of it.
    """
    seen = plain(text)
    word = seen.strip(" .!\"'").upper()
    if _asks_for_silence(seen) or (word in ALONE and not in_a_tool):
        return "STOP"
    if word in START or (word == "YES" and opted_out and not in_danger):
        return "START"
    return "HELP" if word in HELP else None


def _asks_for_silence(text: str) -> bool:
    if any(one == "?" or one.isdigit() for one in text):
        return False
    words = _words(text)
    for polite in (" ".join(words[-2:]), *words[-1:]):
        if polite in POLITE:
            words = words[: -len(polite.split())]
            break
    return " ".join(words) in STOP or (words[:1] in (["PLEASE"], ["PLS"]) and " ".join(words[1:]) in STOP)


def _words(text: str) -> List[str]:
    """The words in capitals, without accents, signs and emoji."""
    letters = unicodedata.normalize("NFD", text.upper().replace("'", ""))
    return "".join(one if one.isalpha() else "" if unicodedata.combining(one) else " " for one in letters).split()
