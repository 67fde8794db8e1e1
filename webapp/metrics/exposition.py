"""All that is counted, as Prometheus reads it: of every process here, and of the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from prometheus_client import CollectorRegistry, Metric, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from prometheus_client.samples import Sample

from webapp.metrics import folder, small_counts
from webapp.metrics.series import REGISTRY

CHOSEN_BY_PEOPLE = {"sightline_requests": "density"}
"""What is counted by a choice of people, and the label with the choice."""


def written(more: Collector, least: int) -> bytes:
    """Write everything down; counts of what fewer than ``least`` chose are left out."""
    registry = CollectorRegistry()
    registry.register(_OfProcesses(least))
    registry.register(more)
    return generate_latest(registry)


class _OfProcesses(Collector):
    """What the processes counted, together."""

    def __init__(self, least: int) -> None:
        self._least = least

    def collect(self) -> Iterator[Metric]:
        """Yield each metric, without what is too small to be told."""
        for metric in _counted():
            if label := CHOSEN_BY_PEOPLE.get(metric.name):
                metric.samples = list(_told(metric.samples, label, self._least))
            yield metric


def _counted() -> Iterable[Metric]:
    files = list(folder.files())
    if not files:
        return REGISTRY.collect()
    merge = MultiProcessCollector.merge
    merged: Iterable[Metric] = merge(files)  # type: ignore[no-untyped-call]
    return merged


def _told(samples: Iterable[Sample], label: str, least: int) -> Iterator[Sample]:
    """Leave out what too few people chose, among samples that differ by nothing but the choice."""
    asked: dict[tuple[tuple[str, str], ...], dict[str, Sample]] = defaultdict(dict)
    for sample in samples:
        others = tuple(sorted(each for each in sample.labels.items() if each[0] != label))
        asked[others][sample.labels[label]] = sample
    for by_choice in asked.values():
        counts = {choice: int(sample.value) for choice, sample in by_choice.items()}
        yield from (by_choice[choice] for choice in small_counts.shown(counts, least))
