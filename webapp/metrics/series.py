"""What each process counts of itself, in the form of Prometheus.

Labels have few values, all known beforehand or ours: a route is its rule, never a path.
"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics

disable_created_metrics()  # type: ignore[no-untyped-call]

REGISTRY = CollectorRegistry()
"""Of this process alone; ``webapp.metrics.exposition`` puts several together."""

REQUESTS = Counter(
    "sightline_requests",
    "Answers, by the rule of the address and by how much people want to see at once (1 to 5).",
    ("route", "method", "status", "density"),
    registry=REGISTRY,
)
REQUEST_SECONDS = Histogram(
    "sightline_request_seconds",
    "How long an answer took to be made.",
    ("route",),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
    registry=REGISTRY,
)
STEP_SECONDS = Histogram(
    "sightline_job_step_seconds",
    "How long a step of background work took that was done.",
    ("kind", "step"),
    buckets=(0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600, 14400),
    registry=REGISTRY,
)
STEP_FAILURES = Counter(
    "sightline_job_step_failures",
    "Steps of background work that came to no end, by what stopped them.",
    ("kind", "step", "cause"),
    registry=REGISTRY,
)
REALTIME_FACTOR = Histogram(
    "sightline_caption_realtime_factor",
    "Seconds of work for a second of sound, for each stretch that was heard.",
    ("engine",),
    buckets=(0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10),
    registry=REGISTRY,
)
FIRST_CAPTIONS_SECONDS = Histogram(
    "sightline_first_captions_seconds",
    "From an upload to its first captions.",
    buckets=(15, 60, 300, 900, 3600, 14400, 86400),
    registry=REGISTRY,
)
UPLOADS = Counter("sightline_uploads", "Files that arrived.", registry=REGISTRY)
CACHE = Counter(
    "sightline_cache",
    "What was looked for among what is kept, and whether it was there (hit or miss).",
    ("kept", "outcome"),
    registry=REGISTRY,
)
