"""What `/metrics` says: counters and ages, as Prometheus reads them. No name, no answer, no score.

Each part counts what it does; here it is put together, when somebody asks.
The format: https://prometheus.io/docs/instrumenting/exposition_formats/ (text, version 0.0.4).
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from aiohttp import web

from bot import health
from bot.platforms.server import Web
from bot.service import Service

KIND = "text/plain; version=0.0.4"

Labels = Mapping[str, str]

OUTCOMES = ("stored", "not stored", "mistake")
FAILED = ("failed",)
"""What is said from the start, as 0: Prometheus sees no rise in a counter that begins with 1."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric: its name without our prefix, what it says, its values by their labels."""

    name: str
    kind: Literal["counter", "gauge"]
    says: str
    values: Iterable[tuple[Labels, float]]

    def lines(self) -> Iterator[str]:
        """As Prometheus reads it."""
        name = f"valuemap_{self.name}"
        yield f"# HELP {name} {self.says}"
        yield f"# TYPE {name} {self.kind}"
        for labels, value in self.values:
            said = ",".join(f'{key}="{_escaped(text)}"' for key, text in labels.items())
            yield f"{name}{{{said}}} {value:.15g}" if said else f"{name} {value:.15g}"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def text(service: Service, web: Web | None) -> str:
    """Everything, now. `web` is the public server, where there is one."""
    metrics = (*_taken(service), *_delivered(service), *_kept(service), *_refused(web))
    return "".join(f"{line}\n" for metric in metrics for line in metric.lines())


def _taken(service: Service) -> Iterator[Metric]:
    """What arrives."""
    app = service.app
    counted = _from_zero(service, OUTCOMES, app.updates)
    updates = [({"platform": name, "outcome": outcome}, n) for (name, outcome), n in counted]
    yield Metric("updates_total", "counter", "Updates handled, by what became of them.", updates)
    taps = [({"platform": name}, app.taps[name]) for name in service.platforms]
    yield Metric("taps_total", "counter", "Buttons pressed.", taps)
    silent = ((name, platform.silence()) for name, platform in service.platforms.items())
    ages = [({"platform": name}, age) for name, age in silent if age is not None]
    yield Metric("last_poll_age_seconds", "gauge", "Since a platform was last heard from.", ages)


def _delivered(service: Service) -> Iterator[Metric]:
    """What is sent."""
    queue, made = service.delivery.queue, service.delivery.courier.calls
    counted = _from_zero(service, FAILED, made)
    calls = [({"platform": name, "call": verb}, n) for (name, verb), n in counted]
    yield Metric("calls_total", "counter", "Calls for posts that did it, and that failed.", calls)
    yield _single("queue_length", "gauge", "Posts that wait or are under way.", queue.length)
    yield _single("oldest_unsent_seconds", "gauge", "How long the oldest waits.", queue.oldest)


def _kept(service: Service) -> Iterator[Metric]:
    """What is stored, and whether all is well."""
    pulse, store = service.store.pulse, service.store
    yield _single("commits_total", "counter", "Groups of jobs made durable.", pulse.commits)
    yield _single("commits_failed_total", "counter", "Groups not stored.", pulse.failures)
    faults = service.app.faults.total
    yield _single("clock_faults_total", "counter", "Looks of the clock that failed.", faults)
    yield _single("database_bytes", "gauge", "The database and its log.", _size(store.path))
    well, figures = health.report(service)
    yield _single("healthy", "gauge", "1 where /health says 200.", well)
    bad = [({"what": what}, 1.0) for what in figures["bad"]]
    yield Metric("problem", "gauge", "1 for each thing that /health calls bad.", bad)


def _refused(web: Web | None) -> Iterator[Metric]:
    """What is turned away at the public address."""
    if web:
        refused = [({"kind": w.name.lower()}, n) for w, n in web.refusals.total.items()]
        yield Metric("http_refused_total", "counter", "Requests refused, by why.", refused)
        open_now = web.connections.count
        yield _single("http_connections", "gauge", "Connections to the public port.", open_now)


def _from_zero(
    service: Service, kinds: Iterable[str], counted: Mapping[tuple[str, str], int]
) -> list[tuple[tuple[str, str], int]]:
    """What was counted by platform and kind, in order; of these kinds also what never was."""
    never = {(name, kind): 0 for name in service.platforms for kind in kinds}
    return sorted({**never, **counted}.items())


def _single(name: str, kind: Literal["counter", "gauge"], says: str, value: float) -> Metric:
    return Metric(name, kind, says, (({}, value),))


def _size(path: Path) -> int:
    """Bytes of the database with its log."""
    size = 0
    for each in (path, path.with_name(f"{path.name}-wal")):
        with suppress(OSError):
            size += each.stat().st_size
    return size


async def answer(service: Service, public: Web | None) -> web.StreamResponse:
    """The text as an answer."""
    body = text(service, public).encode()
    return web.Response(body=body, headers={"Content-Type": f"{KIND}; charset=utf-8"})
