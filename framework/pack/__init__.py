"""A framework as data: structure, rules, numbers and sentences, read from files and checked.

Here belongs what stands in `packs/<id>/` and how it is read: all mistakes are said at once, each
with file, entry and reason. What the numbers do to answers does not belong here.
"""

from framework.pack.files import DataError
from framework.pack.languages import is_code, nearest
from framework.pack.layers import OURS, first, installed
from framework.pack.model import Component, Framework
from framework.pack.reading import PackError, load, parse

__all__ = [
    "OURS",
    "Component",
    "DataError",
    "Framework",
    "PackError",
    "first",
    "installed",
    "is_code",
    "load",
    "nearest",
    "parse",
]
