"""What an attacker repeats to keep a reader busy."""

from __future__ import annotations

import string
from typing import Dict, List

LENGTH = 10_000  # characters, the most that any channel takes

ATOMS = [
    "\u20ac", "=", "+", "$", "%", "'", "\u201c", "[", "\u2014", "\U0001f622", ".", ",", ";", "-", "/", "(", "?", "!", " ", "\n", "\t", "\u200b", "\u0301", "\u202e",
    "a", "A", "9", "0.", "9 ", "1/2 ", "20 mg ", "mg", "x", "no ", "not ", "and ", "what ", "can i ", "how long ", "is it ok? ", "yes. ", "1 2 ", "one ", "the second ",
    "overdose ", "he fell and ", "wake up ", "can't breathe, ", "i took 20 tablets ", "stopped ", "my dose is late ", "at 8 am ", "10 o'clock ", "three times a day ",
    "http://", "@", "#", "_", "*", "\\", "{", "{{", "$(", "<", "&", "\u0430", "\u0e01", "\u4e2d", "\U0001d41a", "\u00bd", "\u2026", "\u00ad", "a\u0301", "b\u0430", "ing ",
]  # fmt: skip

MANY = [  # further ones, for what is quick to try
    *string.punctuation, *string.ascii_lowercase, *string.digits, *(f" {one}" for one in string.punctuation), *(f"{one} " for one in string.punctuation),
    *(f"a{one}" for one in string.punctuation), *(f"1{one}" for one in "-.,/:'() x"), "a ", "a b ", "A ", "Aa ", "aA", " \n", "\r\n", "\n\n", "\n- ", "\n1 ", ". ", ".\n", "\u00a0", "\u2028", "\u3000",
    "no no ", "yes i ", "and and ", "it's ", "the the ", "not no ", "to ", "20 to ", "1 - ", "and a half ", "half ", "half past ", "quarter to ", "a.m. ", "10:30 ", "at 8 ", "1st ", "the 3rd of ",
    "my name is ", "mr ", "a@a.", "www.", "(1) ", "+1 ", "1-", "ab1 2cd ", "/ / ", " / ", "? / ", "three ", "twenty five ", "a couple of ", "a week and ", "every day ", "mg a day ", "ml ", "5 ml ",
    "\u200d", "\ufeff", "\u2060", "e\u0301", "\u0301a", "\ufe0f", "\U0001f468\u200d", "\U0001f1fa\U0001f1f8", "\U0001fae8", "\ud83d", "\uff41", "\u24d0", "\u212f", "\u00df", "\u0130", "\u0641", "\u05d0", "\u0905", "\uac00", "\u0e33",
]  # fmt: skip


def atoms() -> List[str]:
    """Some three hundred."""
    return list(dict.fromkeys([*ATOMS, *MANY]))


def messages() -> Dict[str, str]:
    """A message of LENGTH characters for each atom, by the atom."""
    made = {repr(atom): (atom * LENGTH)[:LENGTH] for atom in ATOMS}
    made["a question, blanks, a question mark"] = "what is it" + " " * (LENGTH - 20) + "?"
    return made
