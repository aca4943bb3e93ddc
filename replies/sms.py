"""Texts as SMS: the alphabet that is cheap to send, and how many segments a text takes (3GPP TS 23.038 and 23.040)."""

from __future__ import annotations

from typing import Sequence

import gsm0338

# Septets or UTF-16 units in a message by itself, and in each part of a longer one, whose header takes the rest.
GSM_ALONE, GSM_PART = 160, 153
UCS_ALONE, UCS_PART = 70, 67
_GSM = gsm0338.Codec()

# What writers and word processors type, as characters of the SMS alphabet that read the same. One character outside of it more
# than halves what a segment holds. Fractions stay: "1½" must not become "11/2".
_TYPED = str.maketrans(
    {
        "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u2032": "'", "`": "'", "\u00b4": "'",
        "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u00ab": '"', "\u2033": '"',
        "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2212": "-", "\u2022": "-", "\u00b7": "-",
        "\u2026": "...", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\t": " ", "\u200b": "", "\ufeff": "", "\u2192": "->",
    }
)  # fmt: skip


def in_sms_alphabet(text: str) -> str:
    """The text with typographic signs written plainly; other characters stay."""
    return text.translate(_TYPED)


def segments(text: str) -> int:
    """How many SMS segments a text takes: in GSM-7 where all of it is in that alphabet, else in UCS-2."""
    try:
        sizes = [len(_GSM.encode(char)[0]) for char in text]  # a sign of the extension table counts twice
        alone, part = GSM_ALONE, GSM_PART
    except UnicodeError:
        sizes = [len(char.encode("utf-16-be", "surrogatepass")) // 2 for char in text]
        alone, part = UCS_ALONE, UCS_PART
    return 1 if sum(sizes) <= alone else _filled(sizes, part)


def fits_segments(text: str, most: int) -> bool:
    """Whether a text takes at most so many segments."""
    return segments(text) <= most


def _filled(sizes: Sequence[int], part: int) -> int:
    count, used = 1, 0
    for size in sizes:  # a character of two units is never divided between segments
        if used + size > part:
            count, used = count + 1, 0
        used += size
    return count
