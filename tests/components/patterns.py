"""Every regular expression and every reader of ours that a patient's text may meet, found by looking and not by a list that somebody keeps.

Run as a program it prints them: expressions are caught as they are compiled, which needs a process that has compiled none yet.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import sre_compile
import sys
from pathlib import Path
from types import ModuleType
from typing import Any, Callable, Dict, Iterator, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
READING = ("components", "tools", "actions", "channels", "knowledge", "replies", "review")
TEXTS = ("text", "typed", "words", "message", "said")  # names of parameters that hold what a person wrote
# Read content, settings or one word, at the start or in tests, and never a message.
NOT_READING = ("knowledge.never_say", "knowledge.content_check", "knowledge.urgency", "knowledge.schema", "knowledge.reading_schema",
               "knowledge.effects_schema", "knowledge.cards", "knowledge.loader", "knowledge.signing")  # fmt: skip
SAID = [
    "i took 20 tablets of 10 mg and he is stiff, not well, i stopped 2 days ago", "20 mg three times a day for 10 days, 14 left, flying on monday",
    "i am 3 hours late and the next one is due at 8 pm", "can i drink beer on it and can i drive, my mum is 80 and has bad kidneys", "yes", "no", "",
    "i am in ireland", "gabapentin?", "stiff", "kann ich bier trinken",
]  # fmt: skip


class Found(NamedTuple):
    """An expression and the line that compiled it first."""

    pattern: re.Pattern
    where: str


def modules() -> Iterator[ModuleType]:
    """Every module that may read a message."""
    for name in READING:
        package = importlib.import_module(name)
        for one in pkgutil.walk_packages(package.__path__, f"{name}."):
            if "migrations" not in one.name and not one.name.endswith("__main__") and one.name not in NOT_READING:
                yield importlib.import_module(one.name)


def readers() -> Dict[str, Callable[[str], Any]]:
    """Each public function of ours that needs nothing but a text, by its name."""
    found = {}
    for module in modules():
        for name, one in vars(module).items():
            if (
                inspect.isfunction(getattr(one, "__wrapped__", one))
                and getattr(one, "__module__", "") == module.__name__
            ):
                needed = [p for p in inspect.signature(one).parameters.values() if p.default is p.empty]
                if (
                    not name.startswith("_")
                    and len(needed) == 1
                    and needed[0].name in TEXTS
                    and needed[0].annotation == "str"
                ):
                    found[f"{module.__name__}.{name}"] = one
    return found


def patterns() -> Dict[str, Found]:
    """Every expression that the modules compile when they are imported, load their content, or read a message."""
    found: Dict[str, Found] = {}
    compile_really = sre_compile.compile

    def note(pattern: Any, flags: int = 0) -> re.Pattern:
        made = compile_really(pattern, flags)
        frame = sys._getframe(1)
        while frame and Path(frame.f_code.co_filename).name in ("re.py", "sre_compile.py", "functools.py"):
            frame = frame.f_back
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(ROOT) and ".venv" not in path.parts:
            module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            if module.partition(".")[0] in READING and module not in NOT_READING:
                found.setdefault(f"{module}:{frame.f_lineno} {made.pattern[:60]} {made.flags}", Found(made, module))
        return made

    sre_compile.compile = note
    re.purge()
    try:
        for one in list(modules()):
            for own in list(vars(one).values()):
                if hasattr(own, "cache_info") and not inspect.signature(own).parameters:
                    own.cache_clear()
                    own()
        for text in SAID:
            for reader in readers().values():
                reader(text)
    finally:
        sre_compile.compile = compile_really
    return found


if __name__ == "__main__":
    print("\n".join(sorted(patterns())))
    print("\n".join(sorted(readers())))
