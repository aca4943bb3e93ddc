"""Writes a signature into a content file: who has read a text, when, until when that holds, and the hash of the very text."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any, List, Tuple

from ruamel.yaml import YAML

from knowledge.content_check import load_content
from knowledge.loader import ANSWER, CONTACTS, EFFECT, MEDICINES, RED_FLAG, WARNING, texts_of

KINDS = (ANSWER, WARNING, RED_FLAG, MEDICINES, EFFECT, CONTACTS)
_LISTS = {MEDICINES: ("medicines.yml", "classes"), EFFECT: ("effects.yml", "effects")}  # kinds in one list of one file


class SignatureRefused(Exception):
    """Nothing was written: there is no such text, nobody is named, or the day lies ahead."""


def sign(folder: Path, kind: str, name: str, by: str, on: datetime.date, due: datetime.date) -> str:
    """Signs one text as it is now; answers its version.

    Args:
        folder: the content folder of one language.
        kind: one of `KINDS`.
        name: its id.

    Raises:
        SignatureRefused: there is no such text, nobody is named, or a date does not fit.
        ContentError: the content has faults.
    """
    if not by.strip():
        raise SignatureRefused("a signature names a clinician")
    if on > datetime.date.today() or due <= on:
        raise SignatureRefused(f"signed on {on} and due on {due}: the one may not lie ahead, the other has to")
    found = next((text for text in texts_of(load_content(folder)) if (text.kind, text.id) == (kind, name)), None)
    if found is None:
        raise SignatureRefused(f"there is no {kind} {name!r}")
    path, keys = _place(folder, kind, name)
    yaml: Any = YAML()
    yaml.preserve_quotes, yaml.width = True, 4096
    yaml.indent(mapping=2, sequence=4, offset=2)
    data = yaml.load(path.read_text(encoding="utf-8"))
    target: Any = data
    for key in keys:
        target = target[key]
    if kind in _LISTS:
        target = next(one for one in target if one["id"] == name)
    target["review"] = {"status": "approved", "by": by.strip(), "on": on, "due": due, "version": found.version}
    with path.open("w", encoding="utf-8") as file:
        yaml.dump(data, file)
    return found.version


def _place(folder: Path, kind: str, name: str) -> Tuple[Path, List[str]]:
    """The file that holds a text, and the keys down to it, or to the list that it stands in."""
    if kind == ANSWER:
        topic, _, question = name.partition("/")
        return folder / "answers" / f"{topic}.yml", ["questions", question]
    if kind == WARNING:
        return folder / "warnings.yml", ["sets", name]
    if kind == RED_FLAG:
        return folder / "red_flags" / f"{name}.yml", []
    if kind in _LISTS:
        file, key = _LISTS[kind]
        return folder / file, [key]
    assert kind == CONTACTS
    return folder / "contacts.yml", []
