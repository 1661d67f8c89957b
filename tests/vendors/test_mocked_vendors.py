"""The generated clients against mocks of their vendors, over the loopback interface."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from specloom.mock import MockOptions, MockServer, description_of_vendor
from specloom_clients.economic import ContactFields as C
from specloom_clients.economic import Economic
from specloom_clients.mews import CounterFields, Mews
from specloom_clients.opencell import Opencell
from specloom_clients.orquest import Orquest
from specloom_runtime import (
    ApiError,
    AuthenticationError,
    ConflictError,
    NotFoundError,
    matches,
)

ROOT = Path(__file__).parents[2]
TOKENS = {"client_token": "a", "access_token": "b", "client": "tests 1.0"}


@pytest.fixture(scope="module")
def urls() -> Iterator[dict[str, str]]:
    """Yield the URL of each vendor's mock."""
    names = ("economic", "mews", "opencell", "orquest")
    mocks = {n: MockServer(description_of_vendor(ROOT, n)) for n in names}
    for mock in mocks.values():
        mock.start()
    yield {name: mock.base_url for name, mock in mocks.items()}
    for mock in mocks.values():
        mock.stop()


@pytest.fixture
def economic(urls: dict[str, str]) -> Iterator[Economic]:
    url = urls["economic"]
    with Economic(
        app_secret_token="a", agreement_grant_token="b", base_url=url
    ) as client:
        yield client


def test_pages_of_both_lists(economic: Economic) -> None:
    """A cursor and page numbers lead to the same contacts."""
    whole = [each.number for each in economic.contacts.list()]
    numbered = [each.number for each in economic.contacts.list_page(page_size=4)]
    assert len(whole) >= 25 and numbered == whole
    assert economic.contacts.count() == len(whole)


def test_a_filter_selects_what_it_means(economic: Economic) -> None:
    """The mock and the runtime agree on every contact."""
    wanted = C.name.like("*port*") & (C.supplier_number > 40)
    found = [each.number for each in economic.contacts.list(filter=wanted)]
    everything = list(economic.contacts.list())
    expected = [e.number for e in everything if matches(wanted, e, ignore_case=True)]
    assert found == expected and 0 < len(found) < len(everything)
    assert economic.contacts.count(filter=wanted) == len(found)


def test_a_sort_order_sorts(economic: Economic) -> None:
    """The greatest number comes first."""
    numbers = [e.number for e in economic.contacts.list_page(sort=[-C.number])]
    assert numbers == sorted(numbers, key=lambda n: n or 0, reverse=True)


def test_an_edit_stays_and_an_old_version_is_refused(economic: Economic) -> None:
    """The second of two writes with one version is a conflict."""
    contact = economic.contacts.list().first()
    assert contact is not None and contact.number is not None
    edited = economic.contacts.edit(contact.number, name="Renamed")
    again = economic.contacts.get(contact.number)
    assert again.name == edited.name == "Renamed"
    assert again.object_version != contact.object_version
    with pytest.raises(ConflictError):
        economic.contacts.update(edited)


def test_what_is_removed_is_gone(economic: Economic) -> None:
    """A second read raises the vendor's error."""
    number = [each.number for each in economic.groups.list()][-1]
    economic.groups.delete(number)
    with pytest.raises(NotFoundError, match="does not exist"):
        economic.groups.get(number)
    assert number not in [each.number for each in economic.groups.list()]


def test_wrong_credentials_are_refused() -> None:
    """The error has the vendor's message."""
    options = MockOptions(credentials=("right",))
    with (
        MockServer(description_of_vendor(ROOT, "economic"), options) as mock,
        Economic(
            app_secret_token="wrong",
            agreement_grant_token="right",
            base_url=mock.base_url,
        ) as client,
        pytest.raises(AuthenticationError, match="X-AppSecretToken"),
    ):
        client.contacts.count()


def test_credentials_and_cursors_in_a_body(urls: dict[str, str]) -> None:
    """The cursors lead through all counters; a list of ids selects some of them."""
    with Mews(**TOKENS, base_url=urls["mews"]) as mews:
        found = list(mews.counters.list(page_size=10))
        assert len({each.id for each in found}) == len(found) == 25
        ids = [found[3].id, found[20].id]
        some = mews.counters.list(filter=CounterFields.id.in_(ids))
        assert [each.id for each in some] == ids


def test_windows_of_three_months(urls: dict[str, str]) -> None:
    """A longer range is split, and no window is refused."""
    with Mews(**TOKENS, base_url=urls["mews"]) as mews:
        start = datetime(2023, 1, 1, tzinfo=UTC)
        field = CounterFields.updated_utc
        wanted = (field >= start) & (field <= start + timedelta(days=400))
        found = [each.id for each in mews.counters.list(filter=wanted)]
        assert len(found) == 3, "those of the description's example"


def test_a_template_is_created_read_and_removed(urls: dict[str, str]) -> None:
    """The caller chooses the code of a template."""
    with Opencell(
        username="a", password="b", host="x", base_url=urls["opencell"]
    ) as opencell:
        listed = list(opencell.counter_templates.list())
        assert len(listed) == 25
        made = listed[0].model_copy(update={"code": "NEW", "description": "A new one"})
        opencell.counter_templates.create(made)
        assert opencell.counter_templates.get("NEW").description == "A new one"
        with pytest.raises(ApiError):
            opencell.counter_templates.create(made)
        opencell.counter_templates.delete("NEW")
        with pytest.raises(ApiError, match="does not exist"):
            opencell.counter_templates.get("NEW")
        periods = list(opencell.counter_periods.list())
        assert opencell.counter_periods.get(periods[0].id).code == periods[0].code


def test_links_in_a_header_and_windows_of_days(urls: dict[str, str]) -> None:
    """The links lead through all items; a long range is split into windows."""
    with Orquest(api_key="a", base_url=urls["orquest"]) as orquest:
        since = datetime(2024, 1, 1, tzinfo=UTC)
        found = [each.id for each in orquest.clockguards.list("7", since=since)]
        assert len(set(found)) == len(found) == 25
        days = {"from_": date(2026, 1, 1), "to": date(2026, 3, 31)}
        values: Any = orquest.clockguards.of_service("7", "8", **days)
        assert list(values)
