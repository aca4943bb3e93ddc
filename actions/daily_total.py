"""What doses a day come to: "20 four times a day" is 80 mg. Said before the general answer on doses, never judged as right for anyone."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import List, Optional

from knowledge.medicine import medicine
from knowledge.people import Person
from knowledge.phrasebook import phrasebook
from replies.reply import TOOL, Reply
from tools.daily_dose import daily_dose_mg
from tools.figures import in_digits
from tools.travel_supply import spoken

TOPIC = "dose"
LEAST_MG = 5.0  # a day; a smaller figure counts something else
# A sum is worked out only for one who asks for it.
_ASKS_FOR_A_SUM = re.compile(
    r"\b(?:come|comes) to\b|\badd(?:s|ed)? (?:it|them|that|this|up|these|those)\b|\badds? up to\b|\bwork (?:it|that|this) out\b"
    r"|\b(?:what(?:'?s| is| would be)|whats|give me|tell me) (?:(?:that|it|this|my|the)(?: (?:in|a))? )*(?:total|sum|altogether)\b|\b(?:that|it|this) (?:in (?:total|all)|altogether)\b"
    r"|\bhow (?:much|many(?: (?:mgs?|milligrams))?)(?: (?:a|per) day)? (?:is|does|do|would|are) (?:that|this|it|those|these)\b(?! (?:take|cost|help|last|work))|\bhow many (?:mgs?|milligrams)\b"
    r"|\b(?:daily|total) (?:total|dose|amount|mg) (?:is|of that|then)\b|\bdaily total\b",
    re.IGNORECASE,
)


def milligrams_a_day(text: str) -> Optional[float]:
    """The daily total that a message gives in doses, mg; None where it gives none, or gives the total itself."""
    total = daily_dose_mg(text)
    if total is None or not LEAST_MG <= total <= medicine().bounds.mg_a_day:
        return None
    return None if re.search(rf"(?<![\d.]){re.escape(spoken(total))}(?![\d.])", in_digits(text)) else total


def with_total(text: str, answer: Reply, person: Person) -> Reply:
    """The answer on doses with the message's own total before it, where it asks for one; the answer itself where it does not."""
    total = milligrams_a_day(text) if _ASKS_FOR_A_SUM.search(text) else None
    if total is None:
        return answer
    head = [phrasebook().say("daily_total", mg=spoken(total)), *above_most(total, person)]
    result = {"mg_per_day": total, "usual_most_mg": medicine().usual_most(person.region)}
    parts = {**answer.payload["parts"], "answer": "\n\n".join(head)}
    return replace(answer, payload={**answer.payload, "type": TOOL, "parts": parts, "result": result}, said=tuple(head))


def above_most(milligrams: float, person: Person, phrase: str = "above_usual_most") -> List[str]:
    """What is said where a day's total is above the label's most; nothing where it is not.

    Args:
        phrase: the name of the phrase that says it.
    """
    most = medicine().usual_most(person.region)
    if milligrams <= most:
        return []
    values = {"mg": spoken(milligrams), "most": spoken(most)}
    return [phrasebook().say(phrase, person.region, person.route, **values)]
