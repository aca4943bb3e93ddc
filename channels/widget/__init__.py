"""The web chat's channel: pages, and an API in which every request stands for itself (docs/widget.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from channels.widget.channel import Widget

__all__ = ["Widget"]


def __getattr__(name: str) -> Any:
    """`channels.widget.Widget`, as credentials.yml names it. Loaded when asked for: the settings beside it are read without Rasa."""
    if name == "Widget":
        from channels.widget.channel import Widget

        return Widget
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
