"""YAML files to schema models, with the file, key and line of whatever is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List, NamedTuple, Optional, Sequence, Type, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

Model = TypeVar("Model", bound=BaseModel)


class Fault(NamedTuple):
    """One thing wrong with a content file."""

    file: Path
    key: str
    line: Optional[int]
    what: str

    def __str__(self) -> str:
        place = f"{self.file.name}:{self.line}" if self.line else self.file.name
        return f"{place}: {self.key}: {self.what}" if self.key else f"{place}: {self.what}"


class ContentError(Exception):
    """The content can't be served. Holds every fault found, not only the first."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = list(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


def read(path: Path, model: Type[Model]) -> Model:
    """Reads one content file; the slow way, which knows the lines, only where something is wrong.

    Raises:
        ContentError: the file is missing, no YAML, or not what `model` allows.
    """
    try:
        data = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
        return model(**_plain(data)) if isinstance(data, dict) else _read_with_lines(path, model)
    except (OSError, UnicodeDecodeError, YAMLError, ValidationError):
        return _read_with_lines(path, model)


def _read_with_lines(path: Path, model: Type[Model]) -> Model:
    try:
        data = YAML(typ="rt").load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ContentError([Fault(path, "", None, f"can't be read: {error.strerror}")]) from error
    except UnicodeDecodeError as error:
        raise ContentError([Fault(path, "", None, f"is not UTF-8 at byte {error.start}")]) from error
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise ContentError([Fault(path, "", line, f"is not YAML: {error.problem}")]) from error
    except YAMLError as error:
        raise ContentError([Fault(path, "", None, f"is not YAML: {error}")]) from error
    if not isinstance(data, dict):
        raise ContentError([Fault(path, "", 1, "must hold keys and values")])
    try:
        return model(**_plain(data))
    except ValidationError as error:
        raise ContentError([_fault(path, data, dict(one)) for one in error.errors()]) from error


def line_of(data: Any, keys: Sequence[Any]) -> Optional[int]:
    """The 1-based line of the deepest of `keys` that the file holds."""
    line = None
    for key in keys:
        try:
            line = data.lc.data[key][0] + 1
            data = data[key]
        except (AttributeError, KeyError, IndexError, TypeError):
            break
    return line


def located(faults: Sequence[Fault]) -> List[Fault]:
    """The faults, each with its line as far as its key leads into its file."""
    files: Dict[Path, Any] = {}
    found = []
    for fault in faults:
        if fault.line is None and fault.key and fault.file not in files:
            try:
                files[fault.file] = YAML(typ="rt").load(fault.file.read_text(encoding="utf-8"))
            except (OSError, UnicodeDecodeError, YAMLError):
                files[fault.file] = None
        keys = [int(key) if key.isdigit() else key for key in fault.key.split(".")]
        found.append(fault if fault.line else fault._replace(line=line_of(files.get(fault.file), keys)))
    return found


def _fault(path: Path, data: Any, error: dict) -> Fault:
    keys = [key for key in error["loc"] if key != "__root__"]
    return Fault(path, ".".join(str(key) for key in keys), line_of(data, keys), error["msg"])


def _plain(value: Any) -> Any:
    """ruamel's round-trip containers as plain ones, which pydantic copies without their marks."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value


def collect(faults: List[Fault], path: Path, model: Type[Model]) -> Optional[Model]:
    """Like `read`, but adds what is wrong to `faults` and answers None."""
    try:
        return read(path, model)
    except ContentError as error:
        faults += error.faults
        return None
