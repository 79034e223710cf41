"""Signs what people in tests press, as the service does whose database it is."""

import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path

from bot.platforms.seal import Seal


@cache
def seal_of(database: Path) -> Seal:
    """The seal of a database, which never changes."""
    with closing(sqlite3.connect(database)) as db:
        [(key,)] = db.execute("SELECT value FROM secrets WHERE name = 'buttons'").fetchall()
    return Seal(key)
