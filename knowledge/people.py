"""Whom an answer is for, and which variant of a text fits that person."""

from __future__ import annotations

from typing import Any, Dict, FrozenSet, List, NamedTuple, Optional

from knowledge.schema import labels_of

# Who counts first where several variants fit: what changes most for a person's safety.
AUDIENCES = ("pregnant", "breastfeeding", "child", "teen", "kidney", "older")
CHILD = "child"


class Person(NamedTuple):
    """What is known of the person an answer is for; empty where nothing is known.

    Attributes:
        route: "pump", or None for by mouth and unknown.
        audiences: those of `AUDIENCES` that hold.
        region: a key of contacts.yml.
    """

    route: Optional[str] = None
    audiences: FrozenSet[str] = frozenset()
    region: Optional[str] = None

    @property
    def is_child(self) -> bool:
        """Whether it is about a child."""
        return CHILD in self.audiences


NOBODY_IN_PARTICULAR = Person()


def fitting_variant(variants: List[Dict[str, Any]], person: Person) -> Optional[Dict[str, Any]]:
    """The variant for a person among those whose every condition holds; None where none does.

    The route counts before the audience and the audience before the region; between audiences the order of `AUDIENCES` decides, and of two
    variants alike in the first condition the one with more conditions.
    """
    fitting = [one for one in variants if _fits(one["when"], person)]
    return min(fitting, key=lambda one: _rank(one["when"]), default=None)


def _fits(when: Dict[str, Any], person: Person) -> bool:
    return (
        (when.get("route") in (None, person.route))
        and (when.get("audience") is None or when["audience"] in person.audiences)
        and (when.get("region") in (None, labels_of(person.region)))
    )


def _rank(when: Dict[str, Any]) -> tuple:
    audience = when.get("audience")
    return (
        0 if when.get("route") else 1,
        AUDIENCES.index(audience) if audience else len(AUDIENCES),
        0 if when.get("region") else 1,
    )
