"""Test which part of a call gets a sample of the profile."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
RUNTIME = "/x/specloom_runtime"


@pytest.fixture
def profile(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module("call_profile")


def stack(*files: str) -> Any:
    """Return the innermost of some frames, which comes first."""
    frame = None
    for file in reversed(files):
        frame = SimpleNamespace(f_code=SimpleNamespace(co_filename=file), f_back=frame)
    return frame


@pytest.mark.parametrize(
    ("files", "part"),
    [
        (["/p/httpcore2/_backends/sync.py", "/p/httpcore2/_sync/http11.py"], "SOCKETS"),
        (["/p/h11/_state.py", "/p/httpx2/_client.py"], "HTTP"),
        (["/lib/ipaddress.py", "/p/httpx2/_urlparse.py"], "HTTPX"),
        (["/lib/json/decoder.py", f"{RUNTIME}/models/decoding.py"], "DECODING"),
        (["/lib/json/a.py", "/b/measured_clients.py", "/lib/asyncio/b.py"], "DECODING"),
        (
            [
                f"{RUNTIME}/serialization/scalars.py",
                f"{RUNTIME}/serialization/bodies.py",
                f"{RUNTIME}/operations/arguments.py",
            ],
            "BODY",
        ),
        (["/b/measured_clients.py"], "REST"),
        (["/b/measured_clients.py", "/lib/asyncio/events.py"], "REST"),
    ],
)
def test_the_innermost_known_file_decides(
    files: list[str], part: str, profile: Any
) -> None:
    sampler = profile.Sampler()
    sampler.take(0, stack(*files, "/b/call_profile.py"))
    assert sampler.counts == {getattr(profile, part): 1}


def test_samples_become_microseconds_of_a_call(profile: Any) -> None:
    found = profile.profiled(lambda times: sum(range(1000 * times)), 0.05)
    assert set(found) == set(profile.ORDER)
    assert found[profile.REST] == pytest.approx(sum(found.values()))
    assert 1 < found[profile.REST] < 5000
    lines = profile.table({"x": dict.fromkeys(profile.CASES, found)})
    assert lines[-1].startswith("| **sum** |") and len(lines) == len(found) + 3
