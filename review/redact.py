"""Takes out of a message what may tell who wrote it. No redaction is perfect: text is only kept where the deployment says so."""

from __future__ import annotations

import re
from typing import List, Tuple

_NAME = r"[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+){0,2}"
_RULES: List[Tuple[re.Pattern, str]] = [
    (re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "[email]"),
    (re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE), "[link]"),
    (re.compile(r"\b\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}\b"), "[date]"),
    (
        re.compile(
            r"\b(?:\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?)?(?:january|february|march|april|may|june|july|august|september|october|november|december"
            r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?\s+\d{1,4}(?:st|nd|rd|th)?(?:,?\s+\d{4})?\b",
            re.IGNORECASE,
        ),
        "[date]",
    ),
    (re.compile(r"(?:\+|\b)\d(?:[\s().-]?\d){5,}\b"), "[number]"),  # telephones, NHS and record numbers
    (re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b", re.IGNORECASE), "[place]"),  # UK postcodes
    (re.compile(r"\b[A-Z]\d[A-Z]\s?\d[A-Z]\d\b", re.IGNORECASE), "[place]"),  # Canadian ones
    (re.compile(r"\b\d{1,4}[a-z]?\s+(?:[A-Z][\w'’-]+\s+){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Close|Way|Court|Place)\b"), "[place]"),
    (re.compile(rf"\b(?i:mr|mrs|ms|miss|mx|dr|doctor|nurse|professor|prof)\.?\s+{_NAME}"), "[name]"),
    (re.compile(rf"(?i:\b(?:my|his|her|their) name(?:'s| is)|\bi am called|\bthis is|\bsigned,?|\bregards,?)\s+{_NAME}"), "[name]"),
    (re.compile(r"\b(?i:(?:my|his|her|their) name(?:'s| is))\s+[\w'’-]+"), "[name]"),
]  # fmt: skip


def redacted(text: str) -> str:
    """The text with e-mail addresses, links, dates, long numbers, postcodes, streets and named persons replaced."""
    for pattern, instead in _RULES:
        text = pattern.sub(instead, text)
    return text
