"""What doses a day come to: "20 four times a day" is 80 mg. Shown before the general answer on doses, never judged as right for anyone."""

from __future__ import annotations

import re
from typing import Optional

from actions import replies
from actions.wording import wording
from tools.daily_dose import daily_dose_mg, daily_limit_mg
from tools.figures import in_digits
from tools.travel_supply import spoken

TOPIC = "dose"
LEAST_MG, MOST_MG = 5.0, 400.0  # a day; a smaller or larger figure counts something else


def milligrams_a_day(text: str) -> Optional[float]:
    """The daily total that a message gives in doses, mg; None where it gives none, or gives the total itself."""
    total = daily_dose_mg(text)
    if total is None or not LEAST_MG <= total <= MOST_MG:
        return None
    return None if re.search(rf"(?<![\d.]){re.escape(spoken(total))}(?![\d.])", in_digits(text)) else total


def with_total(text: str, answer: replies.Reply, region: Optional[str]) -> Optional[replies.Reply]:
    """The general answer on doses with the message's own total before it; None where there is none."""
    total = milligrams_a_day(text)
    if total is None:
        return None
    above = f"\n\n{wording('above_usual_most', mg=spoken(total)).strip()}" if total > daily_limit_mg() else ""
    head = wording("daily_total", mg=spoken(total)).strip()
    worked = replies.tool(TOPIC, head + above, {"mg_per_day": total, "usual_most_mg": daily_limit_mg()}, region)
    return worked._replace(text=f"{worked.text}\n\n{answer.text}")
