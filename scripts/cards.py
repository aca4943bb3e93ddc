"""Writes docs/cards.md: every danger's words, grade and steps, as the content has them. `python -m scripts.cards`; a test holds the file against it."""

from __future__ import annotations

from pathlib import Path
from typing import List

from knowledge.phrasebook import phrasebook
from knowledge.red_flags import red_flags
from knowledge.schema import RedFlag
from knowledge.settings import CONTENT, ROOT
from knowledge.topic_ids import red_flag_levels

FILE = ROOT / "docs" / "cards.md"
PICTURES = ROOT / "docs" / "cards"
VIEWS = ("phone-light", "phone-dark", "desktop-light", "desktop-dark")
REGION = "UK"  # whose numbers stand in the table
HEAD = """# The card of every danger

Written by `python -m scripts.cards` from `{folder}/red_flags/`; `tests/scripts/test_cards.py` holds it against them. The
numbers are the UK's: `contacts.yml` gives every other country its own. The pictures are taken by `tests/widget/test_cards.py`, on a phone of
390 x 844 and on a desktop, light and dark.

- **Words**: what heads the card for the clinic's staff, and the question that settles a doubt.
- **Grade**: `emergency` leads with the emergency number, `urgent` with whom to call for advice. What raises an urgent one: `red_flag_rules.yml`.
- **Steps**: all that is in sight, with what to tell and what not to do; at most sixty words. Of two dangers at once the first three steps of
  the likelier and two of the other are said. The rest stands behind "More". Where an emergency call is made in any case (an urgent danger that
  was stepped up, or two dangers of which one is an emergency), the steps behind it name no other call: those under "as an emergency".

Nothing of it has been clinically reviewed unless the last column says by whom.

| flag | words | grade | steps | tell, and don't | to be checked | pictures |
| --- | --- | --- | --- | --- | --- | --- |
"""


def table() -> str:
    """The whole file."""
    head = HEAD.replace("{folder}", str(CONTENT.relative_to(ROOT)))
    return head + "".join(_row(name, level) for name, level in red_flag_levels().items())


def pictures_of(flag: str) -> List[Path]:
    """The pictures of one card."""
    return [PICTURES / f"{flag}-{view}.webp" for view in VIEWS]


def _row(name: str, level: str) -> str:
    flag, book = red_flags()[name], phrasebook()
    steps = _numbered(flag.do)
    if flag.once_called:
        call = book.say("stepped_up", REGION)
        steps += f"<br>*As an emergency, or beside one:*<br>{_numbered([call, *flag.once_called])}"
    links = ", ".join(f"[{view.replace('-', ', ')}](cards/{name}-{view}.webp)" for view in VIEWS)
    cells = [
        f"`{name}`",
        f"**{flag.title}**<br>{book.fill(flag.check, REGION)}",
        level,
        steps,
        f"{book.say('danger_tell', tell=flag.tell)}<br>{book.fill(flag.dont, REGION)}",
        _review(flag),
        links,
    ]
    return f"| {' | '.join(' '.join(cell.split()).replace('|', '&#124;') for cell in cells)} |\n"


def _numbered(steps: List[str]) -> str:
    return "<br>".join(f"{number}. {phrasebook().fill(step, REGION)}" for number, step in enumerate(steps, start=1))


def _review(flag: RedFlag) -> str:
    signed = f"{flag.review.by}, {flag.review.on}; " if flag.review.status == "approved" else f"{flag.review.status}; "
    return f"{signed}due {flag.review.due}"


if __name__ == "__main__":
    FILE.write_text(table(), encoding="utf-8")
