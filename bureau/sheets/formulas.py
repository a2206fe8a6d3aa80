"""Text that a spreadsheet would take for a formula or a number, made harmless without changing what it says.

In a workbook a cell says itself that it is text. A line of CSV cannot: there an apostrophe stands before what would be
calculated, and a tab behind digits that would be rounded. Our own reader takes both away again.
"""

import re

# What begins a formula in Excel or WPS, also in full width, also behind spaces.
CALCULATED = re.compile(r"[\s\u3000]*[=+\-@＝＋－＠]|[\t\r\n]")
PLAIN_NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d+)?%?", re.ASCII)
ROUNDED = re.compile(r"\d{12,}|0\d+", re.ASCII)


def neutral(text: str) -> str:
    """For one cell of CSV."""
    if ROUNDED.fullmatch(text):
        return f"{text}\t"
    lines = text.split("\n")
    if any(CALCULATED.match(line) and not PLAIN_NUMBER.fullmatch(line) for line in lines) or text.startswith("'"):
        return f"'{text}"
    return text


def undone(text: str) -> str:
    """What `neutral` was given."""
    if text.startswith("'"):
        return text[1:] if neutral(text[1:]) == text else text
    return text[:-1] if text.endswith("\t") and ROUNDED.fullmatch(text[:-1]) else text
