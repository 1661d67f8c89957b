"""Drafts: every place can be read, set and removed, and copies share nothing."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, Field
from specloom_runtime import NULL, UNSET
from specloom_runtime.http.locations import display_name
from specloom_runtime.http.request_draft import RequestDraft


class Interval(BaseModel):
    model_config = ConfigDict(validate_by_name=True, extra="allow")

    start: datetime | None = Field(default=None, alias="StartUtc")
    end: datetime | None = Field(default=None, alias="EndUtc")


def draft(**parts: Any) -> RequestDraft:
    return RequestDraft("POST", "/things/{id}", **parts)


@pytest.mark.parametrize(
    "location",
    ["query.cursor", "query.a.b", "header.X-Key", "cookie.session", "path.id"]
    + ["body#/Cursor", "body#/Limitation/Cursor", "body#/a~1b/c~0d", "body#"],
)
def test_put_get_and_drop(location: str) -> None:
    one = draft()
    assert one.get(location) is UNSET
    one.remove(location)
    one.put(location, 7)
    assert one.get(location) == 7
    one.remove(location)
    assert one.get(location) is UNSET


def test_intermediate_objects_are_created_and_siblings_stay() -> None:
    one = draft(body={"Limitation": {"Count": 3}, "Ids": ["a", "b"]})
    one.put("body#/Limitation/Cursor", "x")
    one.put("body#/Extent/Deep/Flag", True)
    one.put("body#/Ids/1", "c")
    assert one.body == {
        "Limitation": {"Count": 3, "Cursor": "x"},
        "Ids": ["a", "c"],
        "Extent": {"Deep": {"Flag": True}},
    }
    assert one.get("body#/Ids/1") == "c"
    assert one.get("body#/Ids/9") is UNSET
    assert one.get("body#/Ids/none") is UNSET


def test_null_is_a_value_and_unset_is_not() -> None:
    one = draft(body={"Cursor": None, "Kept": NULL})
    assert one.get("body#/Cursor") is None
    one.put("body#/Cursor/Inner", 1)
    one.put("body#/Kept/Inner", 2)
    assert one.body == {"Cursor": {"Inner": 1}, "Kept": {"Inner": 2}}


def test_scalar_on_the_path_is_an_error() -> None:
    one = draft(body={"Cursor": 5})
    assert one.get("body#/Cursor/Deep") is UNSET
    with pytest.raises(ValueError, match="cannot be put into a int"):
        one.put("body#/Cursor/Deep", 1)


@pytest.mark.parametrize("location", ["query", "query.", "form.x", "", "body.x"])
def test_unknown_location_is_an_error(location: str) -> None:
    with pytest.raises(ValueError, match="not a place in a request"):
        draft().get(location)


def test_copies_share_no_containers_and_do_not_change_models() -> None:
    start = datetime(2024, 1, 31, tzinfo=UTC)
    interval = Interval(start=start)
    one = draft(query={"ids": [1, 2]}, body={"UpdatedUtc": interval, "Ids": [1]})
    two = one.copy()
    two.query["ids"].append(3)
    two.put("body#/UpdatedUtc/EndUtc", start)
    two.body["Ids"].append(2)
    assert one.query == {"ids": [1, 2]}
    assert one.body == {"UpdatedUtc": interval, "Ids": [1]}
    assert interval.model_fields_set == {"start"}


def test_models_are_read_by_wire_names() -> None:
    start = datetime(2024, 1, 31, tzinfo=UTC)
    one = draft(body={"UpdatedUtc": Interval(start=start, Other=1)})
    assert one.get("body#/UpdatedUtc/StartUtc") == start
    assert one.get("body#/UpdatedUtc/Other") == 1
    assert one.get("body#/UpdatedUtc/EndUtc") is UNSET, "not given, so not sent"
    assert one.get("body#/UpdatedUtc/Nothing") is UNSET


def test_setting_a_value_of_the_same_type_keeps_the_model() -> None:
    one = draft(body={"UpdatedUtc": Interval(start=datetime(2024, 1, 1))})
    one.put("body#/UpdatedUtc/StartUtc", datetime(2024, 2, 1))
    assert one.body["UpdatedUtc"] == Interval(start=datetime(2024, 2, 1))
    one.put("body#/UpdatedUtc/EndUtc", datetime(2024, 3, 1))
    both = Interval(start=datetime(2024, 2, 1), end=datetime(2024, 3, 1))
    assert one.body["UpdatedUtc"] == both
    one.put("body#/UpdatedUtc/StartUtc", "2024")
    assert one.body["UpdatedUtc"] == {"StartUtc": "2024", "EndUtc": both.end}


def test_body_may_be_a_model() -> None:
    one = draft(body=Interval(start=datetime(2024, 1, 1)))
    one.put("body#/Client", "me")
    assert one.body == {"StartUtc": datetime(2024, 1, 1), "Client": "me"}
    one.remove("body#/Client")
    assert one.get("body#/Client") is UNSET


def test_sentinels_are_falsy_singletons_and_survive_copies() -> None:
    for sentinel in (UNSET, NULL):
        assert not sentinel
        assert copy.deepcopy(sentinel) is sentinel
        assert pickle.loads(pickle.dumps(sentinel)) is sentinel
    assert (repr(UNSET), repr(NULL)) == ("UNSET", "NULL")


def test_locations_are_shown_by_argument_name() -> None:
    assert display_name("query.from") == "from"
    assert display_name("body#/Page/Count") == "Page.Count"
    assert display_name("body#/a~1b") == "a/b"
