"""What is on the sheets that organs send: their decisions, and who stands on their lists."""

from credit.resources import decisions, lists

__all__ = ["decisions", "lists"]
