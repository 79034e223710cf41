"""The tables, and the views for people who open the file with a database browser.

Migrations run forward only, in this order, and are never changed once released. Times are
INTEGER milliseconds UTC. The SQL outside this module is such that PostgreSQL would take it.
"""

import secrets
from contextlib import closing
from functools import cache

from sqlite_utils import Database, Migrations

from storage.errors import BrokenError

migrations = Migrations("valuemap")

TABLES = """
CREATE TABLE exercises (
    id INTEGER PRIMARY KEY,
    platform TEXT NOT NULL,
    place TEXT NOT NULL,
    token TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL DEFAULT '',     -- what its group is called, where the platform says
    status TEXT NOT NULL
        CHECK (status IN ('draft', 'running', 'paused', 'following', 'finished', 'cancelled')),
    wake INTEGER,
    created INTEGER NOT NULL,
    unfinished INTEGER NOT NULL DEFAULT 0 CHECK (unfinished IN (0, 1)),  -- a start goes on with it
    people INTEGER NOT NULL DEFAULT 0,  -- the last number given; numbers are never reused
    head BLOB NOT NULL DEFAULT (zeroblob(32)),  -- the hash of the last fact
    checksum BLOB NOT NULL              -- over the row, without its head
) STRICT;
CREATE UNIQUE INDEX one_per_place ON exercises (platform, place)
    WHERE status IN ('running', 'paused');
CREATE INDEX exercises_place ON exercises (platform, place);
CREATE INDEX exercises_running ON exercises (platform, id) WHERE status = 'running';
CREATE INDEX exercises_wake ON exercises (wake) WHERE wake IS NOT NULL;
CREATE INDEX exercises_unfinished ON exercises (id) WHERE unfinished = 1;

CREATE TABLE facts (
    exercise INTEGER NOT NULL REFERENCES exercises (id),
    n INTEGER NOT NULL CHECK (n >= 1),
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    person INTEGER,
    round TEXT,
    item TEXT,
    answer TEXT,
    text TEXT,
    body TEXT,
    answer_salt BLOB,                   -- goes when the answer is erased; then its seal stays
    answer_seal BLOB,
    text_salt BLOB,
    text_seal BLOB,
    hash BLOB NOT NULL,                 -- over the row before and this one
    PRIMARY KEY (exercise, n)
) STRICT;

CREATE TABLE people (
    exercise INTEGER NOT NULL REFERENCES exercises (id),
    number INTEGER NOT NULL CHECK (number >= 1),
    platform TEXT NOT NULL,
    account TEXT NOT NULL,
    name TEXT NOT NULL,
    language TEXT NOT NULL,
    address TEXT NOT NULL,
    reachable INTEGER NOT NULL CHECK (reachable IN (0, 1)),
    used_at INTEGER NOT NULL,
    checksum BLOB NOT NULL,             -- over the row
    PRIMARY KEY (exercise, number),
    UNIQUE (exercise, account)
) STRICT;
CREATE INDEX people_account ON people (platform, account);

-- `seq` is the order in which new messages go out, over restarts as well: the turn that each got
-- when it was first wanted. `refused` says since when a message itself is refused, `reason` with
-- which word.
CREATE TABLE posts (
    exercise INTEGER NOT NULL REFERENCES exercises (id),
    key TEXT NOT NULL,
    "to" INTEGER NOT NULL CHECK ("to" >= 0),  -- a person's number; 0 is the group
    wanted INTEGER NOT NULL DEFAULT 0,
    sent INTEGER NOT NULL DEFAULT 0 CHECK (sent BETWEEN 0 AND wanted),
    digest TEXT NOT NULL DEFAULT '',
    ref TEXT NOT NULL DEFAULT '',
    phase TEXT NOT NULL DEFAULT ''      -- '' is queued, or on view
        CHECK (phase IN ('', 'sending', 'doubt', 'undelivered', 'dead')),
    seq INTEGER NOT NULL CHECK (seq >= 1),
    reason TEXT NOT NULL DEFAULT '',
    refused INTEGER,
    PRIMARY KEY (exercise, key)
) STRICT;
CREATE INDEX posts_unsent ON posts (exercise, "to", seq)
    WHERE wanted > sent OR phase = 'sending';
CREATE INDEX posts_seq ON posts (seq);

CREATE TABLE seen (
    platform TEXT NOT NULL,
    update_id TEXT NOT NULL,
    at INTEGER NOT NULL CHECK (at > 0),
    PRIMARY KEY (platform, update_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE snapshots (hash TEXT PRIMARY KEY NOT NULL, body TEXT NOT NULL) STRICT;

CREATE TABLE blocks (
    platform TEXT NOT NULL,
    scope TEXT NOT NULL,
    until INTEGER NOT NULL CHECK (until > 0),
    PRIMARY KEY (platform, scope)
) STRICT;

-- People who use the service: a row a person under the hash of a secret that their browser keeps,
-- with nothing of who they are, nor from where or when they came.
CREATE TABLE public_rounds (
    exercise INTEGER PRIMARY KEY REFERENCES exercises (id),
    token TEXT NOT NULL UNIQUE,
    key BLOB,                           -- by which a sheet is found again; goes with the results
    sheets INTEGER NOT NULL DEFAULT 0,
    bursts INTEGER NOT NULL DEFAULT 0,
    checksum BLOB NOT NULL              -- over the row
) STRICT;

CREATE TABLE public_codes (
    exercise INTEGER NOT NULL REFERENCES exercises (id),
    code TEXT NOT NULL,                 -- its hash
    PRIMARY KEY (exercise, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE public_sheets (
    exercise INTEGER NOT NULL REFERENCES exercises (id),
    secret TEXT NOT NULL,               -- its hash
    way TEXT NOT NULL CHECK (way IN ('link', 'code', 'kiosk', 'paper')),
    burst INTEGER NOT NULL CHECK (burst IN (0, 1)),
    answers TEXT NOT NULL,              -- by component
    checksum BLOB NOT NULL,             -- over the row
    PRIMARY KEY (exercise, secret)
) STRICT, WITHOUT ROWID;

CREATE TABLE secrets (name TEXT PRIMARY KEY NOT NULL, value BLOB NOT NULL) STRICT;
"""

# The number of a note comes first in the body of its facts: {"note":3,...} is read from the 9th
# character on, and CAST takes the digits.
VIEWS = """
CREATE VIEW scores AS
SELECT f.exercise, f.round, f.person, coalesce(p.name, '') AS name, f.item AS component,
    f.answer, strftime('%Y-%m-%dT%H:%M:%SZ', f.at / 1000, 'unixepoch') AS at
FROM (
    SELECT *, row_number() OVER (
        PARTITION BY exercise, round, person, item ORDER BY n DESC) AS newest
    FROM facts WHERE kind = 'Answered'
) AS f
LEFT JOIN people AS p ON p.exercise = f.exercise AND p.number = f.person
WHERE f.newest = 1 AND f.answer IN ('1', '2', '3', '4', '5', 'NS', 'NA')
ORDER BY f.exercise, f.round, f.person, f.item;

CREATE VIEW notes AS
WITH written AS (
    SELECT *, CAST(substr(body, 9) AS INTEGER) AS note, row_number() OVER (
        PARTITION BY exercise, person, kind, CAST(substr(body, 9) AS INTEGER) ORDER BY n DESC
    ) AS newest
    FROM facts WHERE kind IN ('Noted', 'Released', 'Discarded')
)
SELECT f.exercise, f.person, coalesce(p.name, '') AS name, f.note, f.item AS component, f.text,
    coalesce(r.body LIKE '%"released":true%', 0) AS released,
    strftime('%Y-%m-%dT%H:%M:%SZ', f.at / 1000, 'unixepoch') AS at
FROM written AS f
LEFT JOIN people AS p ON p.exercise = f.exercise AND p.number = f.person
LEFT JOIN written AS r ON r.kind = 'Released' AND r.newest = 1
    AND r.exercise = f.exercise AND r.person = f.person AND r.note = f.note
LEFT JOIN written AS d ON d.kind = 'Discarded' AND d.newest = 1
    AND d.exercise = f.exercise AND d.person = f.person AND d.note = f.note
WHERE f.kind = 'Noted' AND f.newest = 1 AND f.text <> '' AND (d.n IS NULL OR d.n < f.n)
ORDER BY f.exercise, f.person, f.note;

CREATE VIEW participants AS
WITH ways AS (
    SELECT exercise, person,
        max(CASE WHEN kind = 'Joined' THEN at END) AS joined,
        max(CASE WHEN kind = 'Left' THEN at END) AS parted,
        max(CASE WHEN kind = 'Joined' THEN n END) AS joined_n,
        max(CASE WHEN kind = 'Left' THEN n END) AS parted_n
    FROM facts WHERE kind IN ('Joined', 'Left') GROUP BY exercise, person
), given AS (
    SELECT exercise, person, count(*) AS answers FROM scores GROUP BY exercise, person
)
SELECT p.exercise, p.number, p.name,
    strftime('%Y-%m-%dT%H:%M:%SZ', w.joined / 1000, 'unixepoch') AS joined,
    CASE WHEN w.parted_n > w.joined_n
        THEN strftime('%Y-%m-%dT%H:%M:%SZ', w.parted / 1000, 'unixepoch') END AS "left",
    coalesce(g.answers, 0) AS answers
FROM people AS p
JOIN ways AS w ON w.exercise = p.exercise AND w.person = p.number AND w.joined IS NOT NULL
LEFT JOIN given AS g ON g.exercise = p.exercise AND g.person = p.number
ORDER BY p.exercise, p.number;
"""


KEY_BYTES = 32
"""Of the key that signs buttons: as long as the digest it is for."""


@migrations()
def m001_first_release(db: Database) -> None:
    """Everything the first release keeps; scores, notes and participants as plain lists.

    With a random key of this database's own, by which it knows the buttons that it made.
    """
    for statement in (TABLES + VIEWS).split(";\n"):
        db.execute(statement)
    key = secrets.token_bytes(KEY_BYTES)
    db.execute("INSERT INTO secrets (name, value) VALUES ('buttons', ?)", (key,))


NEVER_RELEASED = ("m001_tables", "m001_release_0_2")
"""What the databases of version 0.1 and of early builds of 0.2 begin with. The results of the first
were made by another method, the facts of the second have no chain."""


def too_old(db: Database) -> bool:
    """Whether this database is of a version that was never released."""
    return any(applied.name in NEVER_RELEASED for applied in migrations.applied(db))


def signing_key(db: Database) -> bytes:
    """What buttons are signed with: of this database alone, and never changed."""
    found = db.execute("SELECT value FROM secrets WHERE name = 'buttons'").fetchone()
    if found is None:
        raise BrokenError("the key that signs buttons is missing; restore the last backup")
    return bytes(found[0])


def unknown(db: Database) -> list[str]:
    """Migrations that were applied to this database by a newer program than this one."""
    ours = {
        name for name, member in globals().items() if name.startswith("m0") and callable(member)
    }
    return [applied.name for applied in migrations.applied(db) if applied.name not in ours]


def tables(db: Database) -> dict[str, str]:
    """The statements that made each table, index and view, by its name."""
    made = db.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    return dict(made)


@cache
def _meant() -> dict[str, str]:
    with closing(Database(memory=True, execute_plugins=False)) as db:
        migrations.apply(db)
        return tables(db)


def changed(db: Database) -> list[str]:
    """What is not as this release makes it, in a database that is up to date.

    What others have added, such as a program that copies the file, is theirs.
    """
    found = tables(db)
    return [name for name, sql in _meant().items() if found.get(name) != sql]


def bring_up_to_date(db: Database) -> None:
    """Apply what is missing, all of it or nothing, even if two processes try at once."""
    db.execute("BEGIN IMMEDIATE")
    try:
        migrations.apply(db)
        db.execute("COMMIT")
    except BaseException:
        db.rollback()
        raise
