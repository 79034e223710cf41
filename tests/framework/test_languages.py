"""Codes with regions: who reads one of them is given the nearest language that there is."""

import pytest

from framework.pack import is_code, nearest

THERE = ("en", "es", "fr", "nl", "pt", "zh-hant")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("pt-br", "pt"),
        ("pt-PT", "pt"),
        ("fr-CA", "fr"),
        ("nl-SR", "nl"),
        ("en_GB", "en"),
        ("es-419", "es"),
        ("zh-Hant-TW", "zh-hant"),
        ("zh-CN", "zh-hant"),
        ("de", ""),
        ("pap", ""),
        ("", ""),
        ("-", ""),
        ("e", ""),
    ],
)
def test_the_nearest_language(wanted: str, found: str) -> None:
    assert nearest(wanted, THERE) == found


def test_the_same_comes_before_what_it_is_a_kind_of() -> None:
    assert nearest("pt-BR", ("pt-pt", "pt", "pt-br")) == "pt-br"
    assert nearest("pt", ("pt-pt", "pt-br")) == "pt-pt"


@pytest.mark.parametrize("code", ["fr", "pap", "pt-br", "zh-hant", "es-419"])
def test_a_code(code: str) -> None:
    assert is_code(code)


@pytest.mark.parametrize("code", ["pack", "demo", "PT", "p", "pt_br", "../x", "pt-", "every", ""])
def test_no_code(code: str) -> None:
    assert not is_code(code)
