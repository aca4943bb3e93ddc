"""What the list of other medicines may hold."""

from __future__ import annotations

from typing import Dict, List, Literal

from pydantic import conlist

from knowledge.schema import Review, Strict, Text, When


class MedicineAnswer(Strict):
    """What is said of a class to some people; {name} is the medicine that was named."""

    answer: Text
    help: conlist(Text, max_items=1) = []  # type: ignore[valid-type]


class MedicineVariant(MedicineAnswer):
    """Takes the place of the class's answer for some people."""

    when: When


class MedicineClass(MedicineAnswer):
    """Medicines that do the same together with this one.

    Attributes:
        question: full id of the question that a message about them asks.
        severity: `unknown` where nothing reviewed is known.
        sources: what each supports, by its id.
        medicines: rows of names for one medicine, generic first.
        called: what people call the class.
    """

    id: Text
    name: Text
    question: Text
    severity: Literal["avoid", "caution", "tell", "unknown"]
    variants: List[MedicineVariant] = []
    sources: Dict[Text, Text]
    review: Review
    called: List[Text]
    medicines: conlist(conlist(Text, min_items=1), min_items=1)  # type: ignore[valid-type]


class Medicines(Strict):
    """Every class, and by what an unlisted medicine is known: its ending, or its name.

    Attributes:
        otherwise: full id of the question that a message about an unlisted one asks.
    """

    otherwise: Text
    stems: List[Text]
    unlisted: List[Text]
    not_medicines: List[Text]
    classes: conlist(MedicineClass, min_items=1)  # type: ignore[valid-type]
