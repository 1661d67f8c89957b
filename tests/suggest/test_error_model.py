"""The message and the code of errors are found in the declared responses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from suggested import document, only, stated, suggested, thing

ERRORS = "x-specloom-errors"
AT = "$response.body#"


def response(schema: Any, media: str = "application/json") -> dict[str, Any]:
    return {"description": "", "content": {media: {"schema": schema}}}


def failing(**responses: Any) -> dict[str, Any]:
    described = document()
    declared = described["paths"]["/things"]["get"]["responses"]
    declared |= {status.lstrip("_"): each for status, each in responses.items()}
    return described


def listed(**properties: Any) -> dict[str, Any]:
    return {"type": "array", "items": thing(**properties)}


CASES = [
    (thing(message="string", code="string"), "/message", "/code"),
    (
        thing(error=thing(message="string", code="integer")),
        "/error/message",
        "/error/code",
    ),
    (thing(errors=listed(message="string")), "/errors/0/message", None),
    (
        thing(errors=listed(detail="string", title="string", code="string")),
        "/errors/0/detail",
        "/errors/0/code",
    ),
    (thing(title="string", detail="string", type="string"), "/detail", "/type"),
    (thing(error="string", error_description="string"), "/error_description", "/error"),
    (thing(error={"type": "string", "enum": ["gone", "busy"]}), None, "/error"),
    (thing(error="string"), "/error", None),
    (thing(fault_message="string"), "/fault_message", None),
    (thing(errorSummary="string", errorCode="string"), "/errorSummary", "/errorCode"),
    (
        thing(name={"const": "NotFound"}, data=thing(message="string")),
        "/data/message",
        "/name",
    ),
    (thing(message="string", status="integer", timestamp="string"), "/message", None),
]


@pytest.mark.parametrize(("schema", "message", "code"), CASES)
def test_error(tmp_path: Path, schema: Any, message: Any, code: Any) -> None:
    found = only(suggested(tmp_path, failing(_400=response(schema))), "error-model")
    (action,) = found.actions
    rules = action["update"][ERRORS]["default"]["rules"]
    assert [each["when"] for each in rules] == [{"status": "4XX"}, {"status": "5XX"}]
    for rule in rules:
        assert rule.get("message") == (message and AT + message)
        assert rule.get("code") == (code and AT + code)


def test_the_most_common_shape_is_the_default(tmp_path: Path) -> None:
    described = failing(_400=response(thing(message="string")))
    for name in ("a", "b"):
        other = failing(_404=response(thing(detail="string")))
        described["paths"][f"/{name}"] = other["paths"]["/things"]
    first, second = (
        each
        for each in suggested(tmp_path, described).proposals
        if each.kind == "error-model"
    )
    assert first.operations == ("GET /a", "GET /b")
    assert list(first.actions[0]["update"][ERRORS]) == ["default"]
    assert stated(second) == {ERRORS: "errors_2"}


def test_other_shape_of_server_errors(tmp_path: Path) -> None:
    described = failing(
        _400=response(thing(message="string")), _500=response(thing(reason="string"))
    )
    (action,) = only(suggested(tmp_path, described), "error-model").actions
    rules = action["update"][ERRORS]["default"]["rules"]
    assert [each["message"] for each in rules] == [f"{AT}/message", f"{AT}/reason"]


def test_flag_in_a_successful_status(tmp_path: Path) -> None:
    described = document(response=thing(ok="boolean", things="string"))
    declared = described["paths"]["/things"]["get"]["responses"]
    failed = thing(ok={"type": "boolean", "enum": [False]}, error="string")
    declared["default"] = response(failed)
    (action,) = only(suggested(tmp_path, described), "error-model").actions
    first = action["update"][ERRORS]["default"]["rules"][0]
    assert first["when"] == {"status": "2XX", "location": f"{AT}/ok", "equals": False}


def test_details_and_the_id_of_the_request(tmp_path: Path) -> None:
    schema = thing(message="string", details=listed(field="string"), requestId="string")
    found = only(suggested(tmp_path, failing(_400=response(schema))), "error-model")
    rule = found.actions[0]["update"][ERRORS]["default"]["rules"][0]
    assert rule["details"] == f"{AT}/details"
    assert rule["request-id"] == f"{AT}/requestId"


@pytest.mark.parametrize(
    "responses",
    [
        {},
        {"_404": {"description": "Not found"}},
        {"_400": response({"type": "object"})},
        {"_400": response({"type": "string"}, "application/octet-stream")},
    ],
)
def test_nothing_is_declared(tmp_path: Path, responses: dict[str, Any]) -> None:
    found = suggested(tmp_path, failing(**responses))
    assert [each for each in found.proposals if each.kind == "error-model"] == []
