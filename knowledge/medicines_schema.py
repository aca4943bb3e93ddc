"""What the list of medicines may hold."""

from __future__ import annotations

from typing import List, Literal

from pydantic import conlist

from knowledge.schema import Review, Strict, Text


class MedicineClass(Strict):
    """Medicines that do the same beside baclofen.

    Attributes:
        medicines: rows of names for one medicine, generic first.
        called: what people call the class.
    """

    id: Text
    name: Text
    severity: Literal["avoid", "caution", "tell"]
    effect: Text
    advice: Text
    sources: conlist(Text, min_items=1)  # type: ignore[valid-type]
    called: List[Text]
    medicines: conlist(conlist(Text, min_items=1), min_items=1)  # type: ignore[valid-type]


class Medicines(Strict):
    """Every class, and by what an unlisted medicine is known: its ending, or its name."""

    review: Review
    stems: List[Text]
    unlisted: List[Text]
    not_medicines: List[Text]
    classes: List[MedicineClass]
