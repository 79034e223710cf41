"""Bookkeeping: ids of updates seen, snapshots by their hash, rate-limit blocks."""

from hashlib import sha256

from storage.errors import BrokenError
from storage.facts.chain import broken
from storage.rows import milliseconds, seconds
from storage.table import Table


class Bookkeeping(Table):
    """The part of a transaction that knows updates, snapshots and rate limits."""

    def first_sight(self, platform: str, update_id: str, at: float) -> bool:
        """Whether this update is new; it no longer is from now on."""
        added = self._do(
            "INSERT INTO seen (platform, update_id, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            (platform, update_id, milliseconds(at)),
        )
        return added.rowcount == 1

    def heard_until(self, platform: str) -> float:
        """When the last update was seen that came from a platform; 0 if none is remembered."""
        found = self._one("SELECT max(at) FROM seen WHERE platform = ?", (platform,))
        return seconds(found[0]) if found and found[0] is not None else 0.0

    def forget_seen(self, before: float) -> None:
        """Forget the updates seen before this time."""
        self._do("DELETE FROM seen WHERE at < ?", (milliseconds(before),))

    def keep(self, hash: str, body: str) -> None:  # noqa: A002
        """Keep a text under its hash; it may be there already."""
        self._do(
            "INSERT INTO snapshots (hash, body) VALUES (?, ?) ON CONFLICT DO NOTHING", (hash, body)
        )

    def snapshot(self, hash: str) -> str:  # noqa: A002
        """The text of this hash. Raises `BrokenError` if it is not there, or another's."""
        found = self._one("SELECT body FROM snapshots WHERE hash = ?", (hash,))
        if found is None:
            raise BrokenError(broken(f"snapshot {hash} is not there"))
        return _of_hash(hash, str(found[0]))

    def snapshots(self) -> dict[str, str]:
        """All texts by their hash. Raises `BrokenError`."""
        found = self._all("SELECT hash, body FROM snapshots ORDER BY hash")
        return {hash_: _of_hash(hash_, body) for hash_, body in found}

    def block(self, platform: str, scope: str, until: float) -> None:
        """The platform takes nothing in this scope until then, whatever was said before."""
        self._do(
            "INSERT INTO blocks (platform, scope, until) VALUES (?, ?, ?)"
            " ON CONFLICT (platform, scope) DO UPDATE SET until = excluded.until",
            (platform, scope, milliseconds(until)),
        )

    def blocks(self, platform: str) -> dict[str, float]:
        """Until when each scope is blocked; it may be over."""
        found = self._all("SELECT scope, until FROM blocks WHERE platform = ?", (platform,))
        return {scope: seconds(until) for scope, until in found}

    def forget_blocks(self, before: float) -> None:
        """Forget what was blocked until some time before this."""
        self._do("DELETE FROM blocks WHERE until < ?", (milliseconds(before),))


def _of_hash(hash_: str, body: str) -> str:
    if not sha256(body.encode()).hexdigest().startswith(hash_):
        raise BrokenError(broken(f"snapshot {hash_}"))
    return body
