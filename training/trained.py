"""The trained reader out of the model on disk, to fit on top of it."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any, List

from rasa.engine.graph import ExecutionContext
from rasa.engine.storage.local_model_storage import LocalModelStorage
from ruamel.yaml import YAML

from components.message_reader import MessageReader
from knowledge.settings import ROOT
from scripts.fresh_model import MODEL

VALIDATION = ROOT / "tests" / "validation"


def trained_reader() -> MessageReader:
    """Loads it as Rasa does, without the rest of the pipeline."""
    with tempfile.TemporaryDirectory() as folder:
        storage, metadata = LocalModelStorage.from_model_archive(Path(folder), MODEL)
        name, node = next(
            (name, node) for name, node in metadata.predict_schema.nodes.items() if node.uses is MessageReader
        )
        context = ExecutionContext(metadata.predict_schema, node_name=name)
        config = {**MessageReader.get_default_config(), **node.config}
        assert node.resource is not None
        return MessageReader.load(config, storage, node.resource, context)


def read_labelled(path: Path) -> List[Any]:
    """A labelled set of tests/ or training/."""
    return list(YAML(typ="safe").load(path.read_text(encoding="utf-8")))
