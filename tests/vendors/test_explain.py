"""What is explained of every method of the vendors is what their clients do."""

from __future__ import annotations

import datetime
import json
import re
import uuid
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from explained import check_requests, explanations, wrong_places
from specloom.builds.full_builds import full_build
from specloom.explain import Explanation, Fact, as_text
from specloom.project.folders import Project
from specloom.testing.described_operation import DescribedOperation
from specloom.testing.description import load_description
from specloom.testing.harness import ClientHarness
from specloom.testing.recording_server import RecordingServer
from specloom_runtime import SpecloomError

ROOT = Path(__file__).parents[2]
CLIENTS = {
    "economic": "Economic",
    "mews": "Mews",
    "opencell": "Opencell",
    "orquest": "Orquest",
}
LONGEST = 80


@pytest.mark.parametrize("name", CLIENTS)
def test_calls_are_as_explained(name: str) -> None:
    build = full_build(Project.at(ROOT).vendor(name))
    spec = load_description(f"specs/{name}/openapi.yaml")
    client = f"specloom_clients.{name}.{CLIENTS[name]}"
    assert check_requests(build, spec, client) == len(explanations(build))
    assert [*wrong_places(build, ROOT)] == []
    for each in explanations(build):
        for line in as_text(each):
            # Only a word that is too long for a line may be longer.
            assert len(line) <= LONGEST or " " not in line.strip()
        for _, fact in each.facts():
            at = fact.origin.location
            if at is not None and at.file.endswith("overlay.yaml"):
                assert fact.origin.provenance is not None, fact


@pytest.mark.parametrize("name", CLIENTS)
def test_examples_of_filters_and_sort_keys_are_sent_as_explained(name: str) -> None:
    checked = 0
    for each in of_vendor(name):
        for title, fact in each.facts():
            if title not in ("Filter", "Sort") or fact.name != "example":
                continue
            code = fact.value["condition" if title == "Filter" else "key"]
            given = evaluated(name, each, code)
            argument = {title.lower(): given if title == "Filter" else [given]}
            sent, *_ = requests(name, each, argument)
            wanted = fact.value["sent"]
            if wanted.startswith("{"):
                members = json.loads(sent.content)
                assert members == {**members, **json.loads(wanted)}
            else:
                assert wanted in unquote(sent.url.query.decode()).split("&")
            checked += 1
    assert (checked > 0) == (name != "orquest")


@pytest.mark.parametrize("name", CLIENTS)
def test_failures_are_repeated_as_explained(name: str) -> None:
    for each in of_vendor(name):
        facts = [fact for title, fact in each.facts() if title == "Retries"]
        known = {fact.name: fact.value for fact in facts}
        for status in (400, 408, 429, 500, 503):
            is_repeated = status in known["statuses"]
            for fact in facts:
                if fact.name == "exception" and (
                    found := re.match(r"status (\w)XX|status (\d+)", fact.text)
                ):
                    covered = found[1] or found[2]
                    if str(status).startswith(covered):
                        is_repeated = "not repeated" not in fact.text
                        break
            seen = requests(name, each, {}, status)
            expected = 1 + known["how often"] * is_repeated
            assert len(seen) == expected, f"{each.method}: {status}"


def test_a_split_call_takes_the_product_of_the_parts() -> None:
    each = next(e for e in of_vendor("mews") if e.method == "counters.list")
    facts = {fact.name: fact for title, fact in each.facts() if title == "Split"}
    assert facts["requests"].value == [
        "parts of updated_utc",
        "parts of enterprise_ids",
        "parts of counter_ids",
        "pages of each",
    ]
    assert facts["a year of updated_utc"].text.startswith("2025 takes 4 requests")
    assert "3 for 2,001 values" in facts["counter_ids"].text
    year = [datetime.datetime(y, 1, 1, tzinfo=datetime.UTC) for y in (2025, 2026)]
    ids = [uuid.UUID(int=n) for n in range(2001)]
    given = {"updated_utc": tuple(year), "counter_ids": ids}
    page = {"Counters": [], "Cursor": None}
    assert len(requests("mews", each, given, 200, page)) == 4 * 3


def of_vendor(name: str) -> Iterator[Explanation]:
    """Yield what is explained of each method of a vendor."""
    yield from explanations(full_build(Project.at(ROOT).vendor(name)))


def is_required(fact: Fact) -> bool:
    """Return whether an argument must be given."""
    return bool(fact.value["required"])


def evaluated(name: str, each: Explanation, code: str) -> Any:
    """Return the value of an example, which uses the fields class of its resource."""
    resource = each.method.partition(".")[0]
    module = import_module(f"specloom_clients.{name}.{resource}")
    names = {**vars(module), "UUID": uuid.UUID, "Decimal": Decimal}
    names |= {"datetime": datetime.datetime, "date": datetime.date}
    return eval(code, names)


def requests(
    name: str,
    each: Explanation,
    changed: dict[str, Any],
    status: int = 0,
    content: Any = None,
) -> list[Any]:
    """Return the requests of a call.

    Args:
        name: the name of the vendor.
        each: the method to call.
        changed: arguments that replace those that are made up.
        status: the status of all responses; 0 for the first one that is declared.
        content: the body of the responses, if a status is given.
    """
    resource, _, action = each.method.partition(".")
    spec = load_description(f"specs/{name}/openapi.yaml")
    operation = DescribedOperation.find(spec, resource, action)
    client = f"specloom_clients.{name}.{CLIENTS[name]}"
    harness = ClientHarness(client, resource, "sync")
    required = {f.name for t, f in each.facts() if t == "Arguments" and is_required(f)}
    made = harness.arguments(action, operation)
    # An optional argument can state the same as a filter, which is refused.
    arguments = {n: v for n, v in made.items() if n in required or not changed}
    arguments |= changed
    response = (status, content) if status else operation.responses.success()
    server = RecordingServer(response)
    with suppress(SpecloomError):
        harness.call(action, server, arguments, path=operation.path, retries=2)
    return server.seen
