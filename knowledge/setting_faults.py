"""What is wrong with a deployment's settings, one line each, by the names under which they are set."""

from __future__ import annotations

from typing import Any, List

from pydantic import BaseSettings, ValidationError


def names_of(model: Any) -> List[str]:
    """The names of the environment that a class of settings reads."""
    return [name for field in model.__fields__ for name in _names(model, field)]


def lines(error: ValidationError) -> List[str]:
    """`BEDSIDE_REGION: …`, a line for each fault. No value is shown but by our own validators, of what is no secret."""
    found = []
    for one in error.errors():
        name = _names(error.model, str(one["loc"][0]))[0]
        what = str(one["msg"]).replace("\n", " ")
        found.append(what if what.startswith(name) else f"{name}: {what}")
    return found


def _names(model: Any, field: str) -> List[str]:
    """As they are written in upper case; pydantic keeps them in lower case, and in no order where there are several."""
    info = model.__fields__[field].field_info if field in model.__fields__ else None
    names = info.extra.get("env_names") if info and issubclass(model, BaseSettings) else None
    return sorted(name.upper() for name in names) if names else [field]
