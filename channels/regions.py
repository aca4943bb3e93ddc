"""The region whose numbers a phone's owner dials, by the country of the phone's number."""

from __future__ import annotations

from typing import Optional

import phonenumbers

NORTH_AMERICA = 1  # a country code that 25 countries share
_OWN = ("US", "CA", "IE", "NZ", "DE", "FR", "IT", "ES", "NL", "PL")  # a country that is a region by itself
_UK = {"GB", "GG", "JE", "IM"}
_NORTHERN_IRELAND = "28"  # its area code within the UK; a mobile's number does not tell
_AU = {"AU", "CC", "CX"}
# The others of the 27, and those beside them where 112 is the number to call: EEA, Switzerland.
_EU = set("AT BE BG HR CY CZ DK EE FI GR HU LV LT LU MT PT RO SK SI SE IS LI NO CH AX".split())


def region_of_number(number: str) -> Optional[str]:
    """One of the regions of contacts.yml; None for other countries and for what is no number.

    Within +1 the area code tells the country; one that is not known there is left open.
    """
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return None
    country, code = phonenumbers.region_code_for_number(parsed), parsed.country_code
    if country is None and code and code != NORTH_AMERICA:
        country = phonenumbers.region_code_for_country_code(code)
    if country in _OWN:
        return country
    if country == "GB" and str(parsed.national_number).startswith(_NORTHERN_IRELAND):
        return "NI"
    return next((region for region, countries in (("UK", _UK), ("AU", _AU), ("EU", _EU)) if country in countries), None)
