"""Test the requests of the Opencell client, and how it reads the responses."""

from __future__ import annotations

import json
from base64 import b64decode
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs

import httpx2
import pytest
from small_vendor import MODES, ok
from specloom_clients.opencell import AsyncOpencell, CounterPeriodFields, Opencell
from specloom_clients.opencell.models import CounterPeriod, CounterTemplateDto
from specloom_runtime import (
    ApiError,
    AuthenticationError,
    BadRequestError,
    ConfigurationError,
    ConflictError,
    FilterError,
    NotFoundError,
    PermissionDeniedError,
    RequestError,
    ServerError,
)
from wire_client import WireClient

KINDS = {"sync": Opencell, "async": AsyncOpencell}
USER = {"username": "user", "password": "pass-word"}
APPLICATION = {"client_id": "app", "client_secret": "app-secret"}


def deployment(*accepted: str) -> Any:
    """Return a deployment that accepts these kinds of authorization only."""

    def vendor(request: httpx2.Request) -> httpx2.Response:
        if request.url.path == "/auth/realms/opencell/protocol/openid-connect/token":
            form = parse_qs(request.content.decode())
            expected = {"grant_type": "password", **USER, **APPLICATION}
            assert form == {name: [value] for name, value in expected.items()}
            return ok({"access_token": "fetched", "expires_in": 300})
        kind, _, value = request.headers["Authorization"].partition(" ")
        if kind not in accepted:
            return httpx2.Response(401)
        text = b64decode(value).decode() if kind == "Basic" else value
        assert text in ("user:pass-word", "fetched", "own-token")
        return ok({"total": 0})

    return vendor


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (USER, "Basic"),
        (USER | APPLICATION, "Bearer"),
        ({"token": "own-token"}, "Bearer"),
    ],
    ids=["user", "user and application", "token"],
)
def test_what_was_given_decides_how_a_client_authenticates(
    mode: str, given: dict[str, str], kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(f"OPENCELL_{name.upper()}", value)
    made = {mode: KINDS[mode].from_env}
    for kinds, arguments in ((KINDS, given), (made, {})):
        for host in ({"host": "h.test"}, {"base_url": "https://h.test/opencell"}):
            wire = WireClient(mode, kinds, deployment(kind), **host, **arguments)
            assert wire.call(lambda client: client.counter_periods.search()) == []
            refused = WireClient(mode, kinds, deployment(), **host, **arguments)
            with pytest.raises(AuthenticationError):
                refused.call(lambda client: client.counter_periods.search())


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({**USER, "client_id": "app"}, "client_id needs client_secret"),
        ({**USER, "client_secret": "s"}, "client_secret needs client_id"),
        ({"token": "own-token", "username": "user"}, "username needs password"),
        (APPLICATION, "no usable credentials"),
    ],
)
def test_a_part_of_the_credentials_is_refused(
    mode: str, given: dict[str, str], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ConfigurationError, match=message):
        KINDS[mode](host="h.test", **given)
    for name, value in given.items():
        monkeypatch.setenv(f"OPENCELL_{name.upper()}", value)
    with pytest.raises(ConfigurationError, match="needs|not set in the environment"):
        KINDS[mode].from_env(host="h.test")


CLASSES: dict[str, type[ApiError]] = {
    **dict.fromkeys(
        (
            "MISSING_PARAMETER",
            "INVALID_PARAMETER",
            "INVALID_ENUM_VALUE",
            "INVALID_IMAGE_DATA",
        ),
        BadRequestError,
    ),
    "AUTHENTICATION_AUTHORIZATION_EXCEPTION": AuthenticationError,
    **dict.fromkeys(
        (
            "DELETE_REFERENCED_ENTITY_EXCEPTION",
            "DUPLICATE_ACCESS",
            "ACTION_FORBIDDEN",
            "INSUFFICIENT_BALANCE",
        ),
        PermissionDeniedError,
    ),
    "ENTITY_DOES_NOT_EXISTS_EXCEPTION": NotFoundError,
    "ENTITY_ALREADY_EXISTS_EXCEPTION": ConflictError,
}
STATUS = {
    BadRequestError: 400,
    AuthenticationError: 401,
    PermissionDeniedError: 403,
    NotFoundError: 404,
    ConflictError: 409,
}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("code", "kind"), CLASSES.items())
def test_the_class_of_an_error_follows_its_code(
    mode: str, code: str, kind: type[ApiError]
) -> None:
    failed = {"status": "FAIL", "errorCode": code, "message": "Why."}
    for status in (200, 302, 412, 500, STATUS[kind]):
        for body in (failed, {"actionStatus": failed}):
            answers = [ok(body, status)] * 3
            wire = WireClient(mode, KINDS, answers, host="h.test", **USER, retries=0)
            with pytest.raises(kind) as caught:
                wire.call(lambda client: client.counter_templates.get("CT_1"))
            assert (caught.value.code, caught.value.message) == (code, "Why.")
            assert (type(caught.value), caught.value.status) == (kind, status)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("code", ["BUSINESS_API_EXCEPTION", "NEW", None])
def test_other_codes_are_failures_of_the_server(mode: str, code: str | None) -> None:
    failed = {"status": "FAIL", "errorCode": code, "message": "."}
    template = CounterTemplateDto(code="CT_1", calendar="MONTHLY")
    for status, body in (
        (200, failed),
        (200, {"actionStatus": failed}),
        (500, failed),
        (500, {"actionStatus": failed}),
    ):
        answers = [ok(body, status), *[ok({"status": "SUCCESS"})] * 2]
        wire = WireClient(mode, KINDS, answers, host="h.test", **USER)
        with pytest.raises(ServerError) as caught:
            wire.call(lambda client: client.counter_templates.create(template))
        assert (caught.value.status, caught.value.code) == (status, code)
        assert (caught.value.message, len(wire.asked)) == (".", 1)


P = CounterPeriodFields
EVENING = datetime(2026, 1, 31, 22, tzinfo=UTC)
DAY = 86_400_000


def periods(request: httpx2.Request) -> httpx2.Response:
    """Return the periods of the days asked for, one for each hour around a month's end.

    The deployment cuts times to days in Paris, where the month ends at 23:00 UTC.
    """
    body = json.loads(request.content)
    filters, starts = body["filters"], range(1769800000000 // DAY * DAY, 1770100000000)
    cut = {
        key: (value + DAY // 24) // DAY * DAY - DAY // 24
        for key, value in filters.items()
    }
    found = [
        {"id": number, "periodStartDate": start}
        for number, start in enumerate(starts[:: DAY // 24])
        if start >= cut.get("fromRange periodStartDate", 0)
        and start < cut.get("toRange periodStartDate", 1 << 62)
    ]
    page = found[body["offset"] :][: body["limit"]]
    return ok({"total": len(found), "data": page})


@pytest.mark.parametrize("mode", MODES)
def test_times_within_a_day_are_compared_exactly(mode: str) -> None:
    wire = WireClient(mode, KINDS, periods, host="h.test", **USER)
    hour, start = timedelta(hours=1), P.period_start_date
    wanted = [EVENING + n * hour for n in range(4)]
    for condition, expected in (
        ((start >= EVENING) & (start < EVENING + 4 * hour), wanted),
        ((start > EVENING) & (start <= wanted[3]), wanted[1:]),
        (start.eq(wanted[2]), wanted[2:3]),
        (~((start < EVENING) | ~(start <= wanted[3])), wanted),
    ):
        got = wire.call(
            lambda client, condition=condition: client.counter_periods.search(
                filter=condition, page_size=7
            )
        )
        assert [period.period_start_date for period in got] == expected
    assert {*json.loads(wire.asked[0].content)["filters"]} == {
        "fromRange periodStartDate",
        "toRange periodStartDate",
    }


@pytest.mark.parametrize("mode", MODES)
def test_a_filter_by_time_needs_the_time_of_the_items(mode: str) -> None:
    wire = WireClient(mode, KINDS, [], host="h.test", **USER)
    for selection in ({"generic_fields": ["id"]}, {"excluding": ["periodStartDate"]}):
        with pytest.raises(FilterError, match="(must|must not) contain 'periodStart"):
            wire.call(
                lambda client, chosen=selection: client.counter_periods.search(
                    filter=P.period_start_date > EVENING, **chosen
                )
            )
    assert wire.asked == []


@pytest.mark.parametrize("mode", MODES)
def test_a_search_for_text_excludes_a_filter(mode: str) -> None:
    wire = WireClient(mode, KINDS, [], host="h.test", **USER)
    with pytest.raises(RequestError, match=r"^give at most one of: filter, full_text"):
        wire.call(
            lambda client: client.counter_periods.list(
                filter=P.period_start_date > EVENING, full_text_filter="hours"
            )
        )
    assert wire.asked == []


DIGITS = ("12345678901.123456789012", "0.000000000001", "99999999999.999999999999")


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("digits", DIGITS)
def test_amounts_keep_all_digits_both_ways(mode: str, digits: str) -> None:
    amount = Decimal(digits)
    body = (
        f'{{"data": {{"id": 1, "level": {digits}, "value": -{digits},'
        f' "notificationLevelsAsMap": {{"a": {digits}, "b": 5}},'
        f' "accumulatedValues": {{"c": {digits}}},'
        f' "counterInstance": {{"counterTemplate": {{"ceiling": {digits}}}}}}}}}'
    )
    answer = httpx2.Response(
        200, content=body.encode(), headers={"Content-Type": "application/json"}
    )
    done = {"status": "SUCCESS", "message": ""}
    answers = [answer, ok({"total": 0}), ok(done), ok(done)]
    wire = WireClient(mode, KINDS, answers, host="h.test", **USER)
    period: CounterPeriod = wire.call(lambda client: client.counter_periods.get(1))
    assert (period.level, period.value) == (amount, -amount)
    assert period.notification_levels_as_map == {"a": amount, "b": Decimal(5)}
    assert period.accumulated_values == {"c": amount}
    assert period.counter_instance and period.counter_instance.counter_template
    assert period.counter_instance.counter_template.ceiling == amount
    condition = (P.value >= amount) & (P.level.lt(amount) | P.level.eq(amount))
    wire.call(lambda client: client.counter_periods.list(filter=condition))
    template = CounterTemplateDto(code="CT_1", ceiling=amount)
    wire.call(lambda client: client.counter_templates.create(template))
    wire.call(lambda client: client.counter_templates.update("CT_1", template))
    texts = [each.content.decode() for each in wire.asked[1:]]
    assert f'"fromRange value":{digits},' in texts[0]
    assert f'"toRange level":{digits},"level":{digits}' in texts[0]
    assert texts[1] == texts[2] == f'{{"code":"CT_1","ceiling":{digits}}}'


ACCOUNTS = {
    "by_customer": "customer",
    "by_customer_account": "customerAccount",
    "by_billing_account": "billingAccount",
    "by_user_account": "userAccount",
}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("name", "account"), ACCOUNTS.items())
def test_counters_of_an_account_on_a_day(mode: str, name: str, account: str) -> None:
    answer = {
        "actionStatus": {"status": "SUCCESS"},
        "countersInstances": {
            "counterInstance": [
                {
                    "code": "CT_1",
                    "counterPeriods": [
                        {"value": 17.5, "periodStartDate": "2026-01-01T00:00:00"}
                    ],
                }
            ]
        },
    }
    wire = WireClient(mode, KINDS, [ok(answer)], host="h.test", **USER)
    day = date(2026, 1, 31)
    found = wire.call(
        lambda client: getattr(client.counter_instances, name)(code="A/1 ü", date=day)
    )
    (sent,) = wire.asked
    path = f"/opencell/api/rest/account/{account}/filterCountersByPeriod"
    assert (sent.method, sent.url.path) == ("GET", path)
    assert dict(sent.url.params) == {f"{account}Code": "A/1 ü", "date": "2026-01-31"}
    (instance,) = found
    (period,) = instance.counter_periods
    assert period.value == Decimal("17.5")
    assert period.period_start_date == "2026-01-01T00:00:00"
    failed = {"actionStatus": {"status": "FAIL", "errorCode": "MISSING_PARAMETER"}}
    wire = WireClient(mode, KINDS, [ok(failed)], host="h.test", **USER)
    with pytest.raises(BadRequestError):
        wire.call(
            lambda client: getattr(client.counter_instances, name)(code="A", date=day)
        )


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "rest", [{}, {"countersInstances": {}}, {"countersInstances": None}]
)
def test_an_account_without_counters_has_an_empty_list(
    mode: str, rest: dict[str, Any]
) -> None:
    answer = {"actionStatus": {"status": "SUCCESS"}, **rest}
    day = date(2026, 1, 31)
    for name in ACCOUNTS:
        wire = WireClient(mode, KINDS, [ok(answer)], host="h.test", **USER)
        found = wire.call(
            lambda c, name=name: getattr(c.counter_instances, name)(code="A", date=day)
        )
        assert found == []


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("more", [USER, APPLICATION, {**USER, **APPLICATION}])
def test_a_token_is_sent_rather_than_a_password(mode: str, more: Any) -> None:
    done = {"actionStatus": {"status": "SUCCESS"}}
    wire = WireClient(mode, KINDS, [ok(done)], host="h.test", token="T", **more)
    wire.call(
        lambda c: c.counter_instances.by_customer(code="A", date=date(2026, 1, 31))
    )
    (sent,) = wire.asked
    assert sent.headers["Authorization"] == "Bearer T"


@pytest.mark.parametrize("mode", MODES)
def test_a_template_is_created_or_updated(mode: str) -> None:
    done = {"status": "SUCCESS", "message": "", "entityCode": "CT_1"}
    wire = WireClient(mode, KINDS, [ok(done)], host="h.test", **USER)
    template = CounterTemplateDto(code="CT_1", calendar="MONTHLY")
    assert wire.call(lambda c: c.counter_templates.put(template)).entity_code == "CT_1"
    (sent,) = wire.asked
    path = "/opencell/api/rest/catalog/counterTemplate/createOrUpdate"
    assert (sent.method, sent.url.path) == ("POST", path)
    assert json.loads(sent.content) == {"code": "CT_1", "calendar": "MONTHLY"}
