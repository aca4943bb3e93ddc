"""What is true of the medicine alone: names, strengths, limits, the hours of the rules. Data with its source; no sentence for a patient."""

from __future__ import annotations

import datetime
from functools import lru_cache
from typing import Dict, FrozenSet, List, Optional

from pydantic import BaseModel, Extra, Field

from knowledge.files import read
from knowledge.schema import Text, labels_of
from knowledge.settings import MEDICINE_CONTENT

UNKNOWN = "unknown"  # region


class Sourced(BaseModel):
    """Base of every entry: where it was read and when; further keys belong to the entry.

    Attributes:
        source: id of a source; None where no document was read, and a clinician has to settle it.
    """

    class Config:
        extra = Extra.allow
        frozen = True

    source: Optional[Text]
    checked: datetime.date


class Names(Sourced):
    """What the medicine is called, apart from brands."""

    generic: Text
    also: List[Text]
    misspelt: List[Text]
    short: List[Text]


class Brand(Sourced):
    """A brand and where it is sold."""

    name: Text
    regions: List[Text]


class Strengths(Sourced):
    """Strengths that are sold in one region, mg."""

    mg: List[float]


class Most(Sourced):
    """The most by mouth in one region, mg a day."""

    usual: float
    most: float


class AdultRule(Sourced):
    """An adult leaves a missed dose out where the next is nearer than this."""

    skip_when_less_than_hours_to_next: float


class ChildRule(Sourced):
    """A child's late dose and the next are at least so far apart."""

    leave_at_least_hours_before_next: float


class Hours(Sourced):
    """A number of hours."""

    hours: float


class MissedDose(BaseModel):
    """The general rules on a missed dose."""

    adult: AdultRule
    child: ChildRule
    many_hours_late: Hours


class Travel(Sourced):
    """The reserve for a trip."""

    spare_days: int


class Range(BaseModel):
    """Both ends included."""

    least: float
    most: float


class Bounds(BaseModel):
    """What a number that somebody typed can mean at all; beyond it, it counts something else. Not clinical, never shown."""

    tablet_mg: Range
    tablets_at_a_time: float
    mg_at_a_time: float
    mg_a_day: float
    tablets_a_day: float
    ml_a_day: float
    hours_to_next_dose: float
    trip_days: int


class Medicine(BaseModel):
    """The data of one medicine; further keys are for the content team."""

    class Config:
        extra = Extra.allow
        frozen = True

    id: Text
    names: Names
    brands: List[Brand]
    tablets_mg: Dict[str, Strengths]
    usual_most_mg_per_day: Dict[str, Most]
    daily_limit_mg: Dict[str, object]
    missed_dose: MissedDose
    travel: Travel
    bounds: Bounds = Field(...)

    @property
    def name(self) -> str:
        """As replies call it."""
        return self.names.generic

    def own_names(self) -> FrozenSet[str]:
        """Every name in lower case that means this medicine."""
        brands = {word for brand in self.brands for word in brand.name.lower().split()} - {"intrathecal", "ds"}
        return frozenset(
            {self.name, *self.names.also, *self.names.misspelt, *brands, *(one.name.lower() for one in self.brands)}
        )

    def tablet_strengths(self) -> FrozenSet[float]:
        """Every strength of a tablet that is sold anywhere, mg."""
        return frozenset(float(mg) for region in self.tablets_mg.values() for mg in region.mg)

    def usual_most(self, region: Optional[str]) -> float:
        """The daily dose by mouth above which a reply speaks up, mg: the region's, the most cautious where it is unknown."""
        return float(str(self.daily_limit_mg.get(labels_of(region) or UNKNOWN) or self.daily_limit_mg[UNKNOWN]))


@lru_cache(maxsize=1)
def medicine() -> Medicine:
    """This deployment's medicine.

    Raises:
        ContentError: its file does not hold what it must.
    """
    return read(MEDICINE_CONTENT / "medicine.yml", Medicine)
