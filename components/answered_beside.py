"""Which ordinary questions of a message are answered right behind what is said about danger in it.

Beside an emergency none: nothing may draw the eye from it. Beside an urgent matter, or a check question that some doubt asks, those whose answers
are content as safe there (`safe_beside_urgent`). Behind a check question of a faint doubt whatever was asked: the check comes first and names
the number, most such messages are plain questions, and every answer on a symptom names its warning signs. Where despair is feared, none.
"""

from __future__ import annotations

from typing import List, Optional, Sequence

from components.red_flag_rules import Finding
from knowledge.topic_ids import ASK, intent_of_topic, nothing_beside, safe_beside_urgent


def intents_beside(finding: Finding, intent: Optional[str], asked: Sequence[str], faint: float) -> List[str]:
    """The intents to answer, in the order asked.

    Args:
        finding: what the screen made of the message.
        intent: what the message asks for first; none of `asked` where the classifier was unsure.
        asked: the intents that it asks for.
        faint: the score below which a doubt is faint.
    """
    if set(finding.flags) & set(nothing_beside()):
        return []
    topics = [one for one in asked if one.startswith(ASK)]
    if finding.kind == "check" and finding.score < faint:
        return topics if intent in topics else []
    if finding.kind == "check" or (finding.kind == "danger" and finding.level == "urgent"):
        safe = {intent_of_topic(topic) for topic in safe_beside_urgent()}
        return [one for one in topics if one in safe]
    return []
