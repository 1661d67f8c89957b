"""Idempotency keys, changes since a time, envelopes, and limits in prose."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from suggested import array, document, only, stated, suggested, thing

Described = dict[str, Any]


def with_parameters(*parameters: dict[str, Any], **operation: Any) -> Described:
    return document(operation={"parameters": [*parameters], **operation})


def parameter(name: str, place: str = "query", said: str = "", **schema: Any) -> Any:
    return {
        "name": name,
        "in": place,
        "description": said,
        "schema": {"type": "string", **schema},
    }


def none_of(folder: Path, described: Described, kind: str) -> bool:
    found = suggested(folder, described)
    return not [each for each in found.proposals if each.kind == kind]


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("Unique.", {"header": "Idempotency-Key"}),
        (
            "Keys expire after 24 hours.",
            {"header": "Idempotency-Key", "lifetime": "PT24H"},
        ),
        ("It is stored for 3 days.", {"header": "Idempotency-Key", "lifetime": "P3D"}),
    ],
)
def test_idempotency(tmp_path: Path, said: str, value: Any) -> None:
    described = with_parameters(parameter("Idempotency-Key", "header", said))
    described["paths"]["/things"]["post"] = described["paths"]["/things"].pop("get")
    found = only(suggested(tmp_path, described), "idempotency")
    assert stated(found, "POST /things") == {"x-specloom-idempotency": value}


@pytest.mark.parametrize(
    ("name", "said", "operator"),
    [
        ("updated_since", "", None),
        ("modifiedAfter", "Strictly later.", "gt"),
        ("filter[updated_at][gte]", "", None),
        ("changes_since", "", None),
        ("updated_after", "Greater than or equal to this.", None),
    ],
)
def test_changed_since(tmp_path: Path, name: str, said: str, operator: Any) -> None:
    if "[" in name:
        name = "updated_at_gte"
    described = with_parameters(parameter(name, said=said, format="date-time"))
    value = stated(only(suggested(tmp_path, described), "changed-since"))
    expected = {"parameter": f"$request.query.{name}"}
    if operator:
        expected["operator"] = operator
    assert value == {"x-specloom-changed-since": expected}


@pytest.mark.parametrize("name", ["since", "created_after", "updated_before"])
def test_other_times(tmp_path: Path, name: str) -> None:
    described = with_parameters(parameter(name, format="date-time"))
    assert none_of(tmp_path, described, "changed-since")


def test_envelope(tmp_path: Path) -> None:
    described = document(response=thing(data=thing(id="string", name="string")))
    found = only(suggested(tmp_path, described), "result")
    assert stated(found) == {"x-specloom-result": "$response.body#/data"}
    assert found.confidence >= 0.9


def test_property_that_may_be_data_itself(tmp_path: Path) -> None:
    described = document(response=thing(owner=thing(id="string")))
    assert only(suggested(tmp_path, described), "result").confidence < 0.9


@pytest.mark.parametrize(
    "response",
    [
        thing(data=thing(id="string"), meta=thing(page="integer")),
        thing(data=array()),
        thing(data="string"),
        thing(id="string"),
    ],
)
def test_no_envelope(tmp_path: Path, response: Any) -> None:
    assert none_of(tmp_path, document(response=response), "result")


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("Rate limit: 1,000 requests per minute.", {"requests": 1000, "per": "PT1M"}),
        (
            "We throttle after 10 calls every 30 seconds.",
            {"requests": 10, "per": "PT30S"},
        ),
        ("A rate limit of 5 requests/second applies.", {"requests": 5, "per": "PT1S"}),
        ("Rate limits: 500 API requests in a day.", {"requests": 500, "per": "P1D"}),
    ],
)
def test_rate_limit(tmp_path: Path, said: str, value: Any) -> None:
    described = document()
    described["info"]["description"] = said
    found = only(suggested(tmp_path, described), "rate-limit")
    assert found.actions[0]["update"] == {"x-specloom-rate-limit": {"default": value}}


@pytest.mark.parametrize(
    "said",
    ["10 requests per second, 600 requests per minute", "Send 3 requests.", "per day"],
)
def test_no_single_rate(tmp_path: Path, said: str) -> None:
    described = document()
    described["info"]["description"] = said
    assert none_of(tmp_path, described, "rate-limit")


@pytest.mark.parametrize(
    ("said", "maximum"),
    [
        ("The range cannot exceed 31 days.", "P31D"),
        ("At most three months between both dates.", "P3M"),
        ("The maximum interval is 1 year.", "P1Y"),
        ("The period must not be longer than 12 weeks.", "P12W"),
    ],
)
def test_window(tmp_path: Path, said: str, maximum: str) -> None:
    described = with_parameters(
        parameter("from", format="date"),
        parameter("to", said=said, format="date"),
    )
    assert stated(only(suggested(tmp_path, described), "window")) == {
        "x-specloom-window": {
            "start": "$request.query.from",
            "end": "$request.query.to",
            "maximum": maximum,
        }
    }


@pytest.mark.parametrize(
    ("said", "inclusive"),
    [
        ("The last day.", True),
        ("Created on this day or earlier.", True),
        ("On or before this day.", True),
        ("The end, inclusive.", True),
        ("The end, not inclusive.", False),
        ("Created before this day.", False),
    ],
)
def test_window_that_includes_its_end(
    tmp_path: Path, said: str, inclusive: bool
) -> None:
    described = with_parameters(
        parameter("from", said="At most 31 days between both dates.", format="date"),
        parameter("to", said=said, format="date"),
    )
    (value,) = stated(only(suggested(tmp_path, described), "window")).values()
    assert value.get("bounds") == ("inclusive" if inclusive else None)


@pytest.mark.parametrize("said", ["", "Kept for 30 days.", "The last day."])
def test_range_without_a_limit(tmp_path: Path, said: str) -> None:
    described = with_parameters(
        parameter("from", format="date"), parameter("to", said=said, format="date")
    )
    assert none_of(tmp_path, described, "window")


@pytest.mark.parametrize(
    ("said", "schema", "value"),
    [
        ("", {"maxItems": 50}, True),
        ("Up to 100 ids.", {}, {"maximum": 100}),
        ("A maximum of 20 comma-separated values", {}, {"maximum": 20}),
    ],
)
def test_lists_of_ids(tmp_path: Path, said: str, schema: Any, value: Any) -> None:
    items = {"type": "array", "items": {"type": "string"}, **schema}
    described = with_parameters({**parameter("ids", said=said), "schema": items})
    (action,) = only(suggested(tmp_path, described), "chunk").actions
    assert action["target"] == "$.paths['/things'].get.parameters[?@.name == 'ids']"
    assert action["update"] == {"x-specloom-chunk": value}
