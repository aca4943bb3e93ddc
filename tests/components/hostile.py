"""What an attacker repeats to keep a reader busy."""

from __future__ import annotations

from typing import Dict

LENGTH = 10_000  # characters, the most that any channel takes

ATOMS = [
    "\u20ac", "=", "+", "$", "%", "'", "\u201c", "[", "\u2014", "\U0001f622", ".", ",", ";", "-", "/", "(", "?", "!", " ", "\n", "\t", "\u200b", "\u0301", "\u202e",
    "a", "A", "9", "0.", "9 ", "1/2 ", "20 mg ", "mg", "x", "no ", "not ", "and ", "what ", "can i ", "how long ", "is it ok? ", "yes. ", "1 2 ", "one ", "the second ",
    "overdose ", "he fell and ", "wake up ", "can't breathe, ", "i took 20 tablets ", "stopped ", "my dose is late ", "at 8 am ", "10 o'clock ", "three times a day ",
    "http://", "@", "#", "_", "*", "\\", "{", "{{", "$(", "<", "&", "\u0430", "\u0e01", "\u4e2d", "\U0001d41a", "\u00bd", "\u2026", "\u00ad", "a\u0301", "b\u0430", "ing ",
]  # fmt: skip


def messages() -> Dict[str, str]:
    """A message of LENGTH characters for each atom, by the atom."""
    made = {repr(atom): (atom * LENGTH)[:LENGTH] for atom in ATOMS}
    made["a question, blanks, a question mark"] = "what is it" + " " * (LENGTH - 20) + "?"
    return made
