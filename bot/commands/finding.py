"""What `valuemap check` tells: things looked at, and what to do about them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `do` says how to better it; `bad`: it would stop an exercise."""

    what: str
    says: str
    do: str = ""
    bad: bool = False

    @property
    def rank(self) -> str:
        """How it stands, in a word: `ok`, `note`, `stop`."""
        return "stop" if self.bad else "note" if self.do else "ok"
