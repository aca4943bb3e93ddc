"""The region whose numbers a phone's owner dials, by the country of the phone's number."""

from __future__ import annotations

from typing import Optional

import phonenumbers

_UK = {"GB", "GG", "JE", "IM"}
_AU = {"AU", "CC", "CX"}
# The 27, and those beside them where 112 is the number to call: EEA, Switzerland.
_EU = set("AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE IS LI NO CH AX".split())


def region_of_number(number: str) -> Optional[str]:
    """US, CA, UK, EU or AU; None for other countries and for what is no number.

    Within +1 the area code tells the country; the person may be elsewhere, but 911 is right in both.
    """
    try:
        country = phonenumbers.region_code_for_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return None
    if country in ("US", "CA"):
        return country
    return next((region for region, countries in (("UK", _UK), ("AU", _AU), ("EU", _EU)) if country in countries), None)
