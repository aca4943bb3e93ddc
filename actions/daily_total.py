"""What doses a day come to: "20 four times a day" is 80 mg. Shown before the general answer on doses, never judged as right for anyone."""

from __future__ import annotations

import re
from typing import Optional

from actions import replies
from actions.wording import wording
from knowledge.store import Served
from tools.figures import in_digits, read_figures
from tools.travel_supply import spoken

TOPIC = "dose"
USUAL_MOST_MG = 80.0  # a day, by mouth (facts/dose)
LEAST_MG, MOST_MG = 5.0, 400.0  # a day; a smaller or larger figure counts something else
BARE_DOSES = (5.0, 10.0, 15.0, 20.0, 25.0)  # mg; "20 four times a day" means milligrams, "2 four times a day" tablets

_BARE = re.compile(
    r"(?<![\d.])(\d+(?:\.\d+)?) ?(?:x ?)?(?:(\d+) ?(?:x|times)|(once|twice)) ?(?:a|per|each|every)? ?(?:day|daily)"
)


def milligrams_a_day(text: str) -> Optional[float]:
    """The daily total that a message gives in doses, mg; None where it gives none, or gives the total itself."""
    figures = read_figures(text)
    total = figures.mg_per_day
    if figures.per_day and figures.strength_mg:
        total = figures.per_day * figures.strength_mg
    bare = _BARE.search(in_digits(text))
    if total is None and bare and float(bare[1]) in BARE_DOSES:
        total = float(bare[1]) * (float(bare[2]) if bare[2] else {"once": 1.0, "twice": 2.0}[bare[3]])
    if total is None or not LEAST_MG <= total <= MOST_MG:
        return None
    return None if re.search(rf"(?<![\d.]){re.escape(spoken(total))}(?![\d.])", in_digits(text)) else total


def with_total(text: str, served: Served, region: Optional[str]) -> Optional[replies.Reply]:
    """The general answer on doses with the message's own total before it; None where there is none."""
    total = milligrams_a_day(text)
    if total is None:
        return None
    above = f"\n\n{wording('above_usual_most', mg=spoken(total)).strip()}" if total > USUAL_MOST_MG else ""
    head = wording("daily_total", mg=spoken(total)).strip()
    whole = replies.answer(served, region)
    worked = replies.tool(TOPIC, head + above, {"mg_per_day": total, "usual_most_mg": USUAL_MOST_MG}, region)
    return worked._replace(text=f"{worked.text}\n\n{whole.text}")
