"""Single reads return the object, and errors and the envelope stay reachable."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest
from small_vendor import MODES, ok
from specloom_clients.opencell import AsyncOpencell, Opencell
from specloom_clients.opencell.models import (
    CounterPeriod,
    CounterTemplateDto,
    CounterTemplateResponse,
    GenericCounterPeriod,
)
from specloom_runtime import ApiError, DecodeError, DeviationKind, NotFoundError
from wire_client import WireClient

KINDS = {"sync": Opencell, "async": AsyncOpencell}
DONE = {"status": "SUCCESS", "errorCode": None, "message": ""}
TEMPLATE = {"code": "SMS", "description": "Messages", "further": 1}


def opencell(mode: str, body: Any, **options: Any) -> WireClient:
    user = {"username": "a", "password": "b", "host": "h.test"}
    return WireClient(mode, KINDS, lambda request: ok(body), **user, **options)


def enveloped(template: Any) -> dict[str, Any]:
    return {"actionStatus": DONE, "counterTemplate": template}


@pytest.mark.parametrize("mode", MODES)
def test_the_result_is_the_object(mode: str) -> None:
    wire = opencell(mode, enveloped(TEMPLATE))
    template = wire.call(lambda c: c.counter_templates.get("SMS"))
    assert isinstance(template, CounterTemplateDto)
    assert (template.code, template.model_extra) == ("SMS", {"further": 1})
    wire = opencell(mode, {"data": {"id": 1, "code": "X"}})
    period = wire.call(lambda c: c.counter_periods.get(1))
    assert isinstance(period, CounterPeriod)
    assert period.id == 1


@pytest.mark.parametrize("mode", MODES)
def test_the_envelope_is_part_of_the_response(mode: str) -> None:
    wire = opencell(mode, enveloped(TEMPLATE))
    received = wire.call(lambda c: c.with_response(c.counter_templates.get, "SMS"))
    assert isinstance(received.envelope, CounterTemplateResponse)
    assert received.envelope.counter_template is received.value
    assert received.envelope.action_status.status == "SUCCESS"
    assert received.response.status == 200
    wire = opencell(mode, DONE)
    received = wire.call(lambda c: c.with_response(c.counter_templates.delete, "SMS"))
    assert received.envelope is None


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("body", [{"actionStatus": DONE}, enveloped(None), {}])
def test_an_envelope_without_the_object_is_an_error(
    mode: str, body: Any, strict: bool
) -> None:
    wire = opencell(mode, body, strict=strict)
    with pytest.raises(DecodeError) as caught:
        wire.call(lambda c: c.counter_templates.get("SMS"))
    assert "counterTemplate" in str(caught.value)
    assert caught.value.response.status == 200


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("code", "kind"),
    [("ENTITY_DOES_NOT_EXISTS_EXCEPTION", NotFoundError), ("OTHER", ApiError)],
)
@pytest.mark.parametrize("template", [None, TEMPLATE])
def test_an_error_in_the_envelope_comes_first(
    mode: str, code: str, kind: type[ApiError], template: Any
) -> None:
    failed = {"status": "FAIL", "errorCode": code, "message": "No."}
    body = {"actionStatus": failed, "counterTemplate": template}
    wire = opencell(mode, body)
    with pytest.raises(kind, match="No") as caught:
        wire.call(lambda c: c.counter_templates.get("SMS"))
    assert caught.value.code == code


def test_deviations_in_the_envelope_are_reported() -> None:
    found: list[Any] = []
    body = {"data": {"id": "one"}, "more": 1}
    wire = opencell("sync", body, on_deviation=found.append)
    wire.call(lambda c: c.counter_periods.get(1))
    assert {each.kind for each in found} >= {DeviationKind.UNDECLARED_PROPERTY}
    assert {each.path for each in found} >= {"data.id", "more"}
    assert isinstance(GenericCounterPeriod.model_fields, dict)


def test_no_content_is_an_error() -> None:
    user = {"username": "a", "password": "b", "host": "h.test"}
    wire = WireClient("sync", KINDS, lambda request: httpx2.Response(204), **user)
    with pytest.raises(DecodeError):
        wire.call(lambda c: c.counter_periods.get(1))
