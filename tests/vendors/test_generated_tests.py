"""Test that the checks of generated tests detect a wrong client."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from typing import Any

import pytest
from specloom.testing import OperationTest
from specloom.testing.description import load_description
from specloom.testing.harness import ClientHarness, Mode
from specloom_runtime import Chunk, CursorPages, SpecloomError, Style, Window


def with_units(window: Window, units: dict[str, Any]) -> Window:
    """Return a window whose buckets have other lengths."""
    assert window.buckets is not None
    return replace(window, buckets=replace(window.buckets, units=units))


Change = Callable[[Any], dict[str, Any]]

MUTANTS: dict[str, tuple[str, str, Change]] = {
    "another method": ("mews.counters", "list", lambda o: {"method": "PUT"}),
    "another path": (
        "economic.contacts",
        "get",
        lambda o: {"path": "/Contact/{number}"},
    ),
    "no credentials": ("mews.counters", "list", lambda o: {"auth": ()}),
    "no window": (
        "mews.outlet_items",
        "list",
        lambda o: {"windows": o.windows[1:], "intervals": ()},
    ),
    "a window too few": (
        "orquest.counters",
        "with_only_clockguards",
        lambda o: {"windows": ()},
    ),
    "windows that cut buckets": (
        "orquest.counters",
        "with_only_clockguards",
        lambda o: {"windows": (replace(o.windows[0], buckets=None),)},
    ),
    "windows for weeks alone": (
        "orquest.counters",
        "with_only_assignments",
        lambda o: {"windows": (with_units(o.windows[0], {"WEEK": "week"}),)},
    ),
    "a written list that is not split": (
        "orquest.counters",
        "put_historical_values",
        lambda o: {"chunks": ()},
    ),
    "a chunk too large": (
        "orquest.counters",
        "put_historical_values",
        lambda o: {"chunks": (Chunk("body", 4001),)},
    ),
    "a range longer than a year": (
        "orquest.counters",
        "historical_values",
        lambda o: {"windows": ()},
    ),
    "an empty list that is sent": (
        "orquest.counters",
        "with_only_clockguards",
        lambda o: {"chunks": ()},
    ),
    "no chunk": ("mews.counters", "list", lambda o: {"chunks": o.chunks[:1]}),
    "other items": (
        "mews.outlet_items",
        "list",
        lambda o: {"pages": o.pages.of("body.outlet_bills")},
    ),
    "another cursor": (
        "economic.contacts",
        "list",
        lambda o: {
            "pages": CursorPages(
                send="query.after", read="body.cursor", items="body.items"
            )
        },
    ),
    "a list in another style": (
        "orquest.counters",
        "with_only_assignments",
        lambda o: {"styles": {"query.businessCounterIds": Style("form", explode=True)}},
    ),
    "a form instead of JSON": (
        "economic.contacts",
        "create",
        lambda o: {"media": "application/x-www-form-urlencoded"},
    ),
    "never the key": ("economic.groups", "create", lambda o: {"idempotency": False}),
    "never again": ("opencell.counter_templates", "list", lambda o: {"retry": False}),
}


def _check(module: str, action: str, mode: Mode = "sync") -> None:
    vendor, _, resource = module.partition(".")
    client = {"economic": "Economic", "mews": "Mews"}.get(vendor, vendor.title())
    harness = ClientHarness(f"specloom_clients.{vendor}.{client}", resource, mode)
    spec = load_description(f"specs/{vendor}/openapi.yaml")
    OperationTest(spec, harness).check(action)


@pytest.mark.parametrize("mutant", MUTANTS)
def test_wrong_operations_are_detected(
    mutant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, action, change = MUTANTS[mutant]
    module = import_module(f"specloom_clients.{name}")
    operation = getattr(module, action.upper())
    wrong = copy.copy(operation)
    for key, value in change(operation).items():
        object.__setattr__(wrong, key, value)
    _check(name, action)
    monkeypatch.setattr(module, action.upper(), wrong)
    with pytest.raises((AssertionError, SpecloomError)):
        _check(name, action)


def test_a_wrong_alias_is_detected(monkeypatch: pytest.MonkeyPatch) -> None:
    resource = import_module("specloom_clients.mews.counters").Counters
    monkeypatch.setattr(resource, "get_all", resource.with_options)
    with pytest.raises(AssertionError, match="get_all is not another name of list"):
        _check("mews.counters", "list")
