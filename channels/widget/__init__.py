"""The web chat's channel: pages, and an API in which every request stands for itself (docs/widget.md)."""

from channels.widget.channel import Widget

__all__ = ["Widget"]
