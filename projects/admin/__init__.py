"""Every screen of the projects, where Django looks for them."""

from projects.admin import assignments, filings

__all__ = ["assignments", "filings"]
