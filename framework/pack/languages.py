"""Codes of languages: `fr`, `pap`, `pt-br`; and the nearest of those that there are."""

import re
from collections.abc import Iterable

PATTERN = r"[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,2}"
"""The form of a code, and of the name of a language's file: as browsers and chats tell languages,
in small letters."""


def is_code(text: str) -> bool:
    """Whether it has the form of a language's code."""
    return re.fullmatch(PATTERN, text) is not None


def nearest(wanted: str, there: Iterable[str]) -> str:
    """Of the languages that there are the one for somebody who reads `wanted`; empty for none.

    The same, else what it is a kind of (`pt` for `pt-BR`), else another of its kind (`pt-br` for
    `pt-PT`).
    """
    codes, parts = list(there), wanted.replace("_", "-").lower().split("-")
    for n in range(len(parts), 0, -1):
        if "-".join(parts[:n]) in codes:
            return "-".join(parts[:n])
    return next((code for code in codes if code.partition("-")[0] == parts[0]), "")
