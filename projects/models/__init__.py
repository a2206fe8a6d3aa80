"""What we keep of investment projects."""

from projects.models.assignments import CodeAssignment
from projects.models.filings import Category, Channel, Construction, Filing
from projects.models.months import MonthField

__all__ = ["Category", "Channel", "CodeAssignment", "Construction", "Filing", "MonthField"]
