"""Sheets as offices send them, made for a test."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

import openpyxl

HEADING = ["姓名", "账号", "股室", "编制类型", "岗位/角色", "邮箱"]


def xlsx(*rows: Sequence[Any], heading: Sequence[Any] = HEADING, title: str = "人员") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in (heading, *rows):
        sheet.append(list(row))
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def csv(*rows: Sequence[str], heading: Sequence[str] = HEADING, encoding: str = "utf-8", mark: str = ",") -> bytes:
    return "\r\n".join(mark.join(row) for row in (heading, *rows)).encode(encoding)


def person(number: int, **other: Any) -> list[Any]:
    """A good row; `other` replaces cells by the name of the column's attribute."""
    names = ["name", "username", "section", "employment", "roles", "email"]
    usual = [f"样例{number}", f"sample{number}", "规划股", "行政编制", "经办人", f"sample{number}@example.com"]
    return [other.get(name, value) for name, value in zip(names, usual, strict=True)]


def people(numbers: Iterable[int]) -> list[list[Any]]:
    return [person(number) for number in numbers]
