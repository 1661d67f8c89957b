"""Test each grammar against a server that parses it and filters rows."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

import pytest
from examples import examples
from grammars import NAMES, Color, F, Values, grammar, predicates, trees
from hypothesis import assume, given
from hypothesis import strategies as st
from loopback import Caller
from small_vendor import MODES
from specloom_runtime import (
    Condition,
    Field,
    Filter,
    FilterError,
    Operation,
    ParameterGrammar,
    SortGrammar,
    SortKey,
    matches,
    ordered,
    parse,
    parse_sort,
    raw,
)

POOL: Values = [
    (
        F.name,
        st.sampled_from(["port", "Port", "", "a&b=c#+%20", "x\ny 'z\" \\", "é😀"]),
    ),
    (F.count, st.integers(-2, 3)),
    (F.price, st.sampled_from([Decimal("0.1"), Decimal(100), Decimal("-3.25")])),
    (F.ratio, st.sampled_from([0.1, 1e-7, 2.0])),
    (F.active, st.booleans()),
    (F.day, st.dates(date(2024, 2, 27), date(2024, 3, 1))),
    (F.at, st.integers(0, 3).map(lambda h: datetime(2024, 2, 24, h, tzinfo=UTC))),
    (F.id, st.integers(0, 2).map(lambda number: UUID(int=number))),
    (F.color, st.sampled_from(Color)),
]
ROWS = st.lists(
    st.fixed_dictionaries(
        {field.subject.wire: st.none() | values for field, values in POOL}
    ),
    min_size=1,
    max_size=8,
)  # fmt: skip


class Rows(ThreadingHTTPServer):
    """Filters `rows` by what a request says in the grammar named in its path."""

    daemon_threads = True
    rows: list[dict[str, Any]]

    def found(self, name: str, said: Any) -> list[int]:
        each = grammar(name)
        condition = parse(each, said, F)
        return [
            number
            for number, row in enumerate(self.rows)
            if matches(condition, row, nulls=each.nulls, ignore_case=each.ignore_case)
        ]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 65536
    disable_nagle_algorithm = True
    server: Rows

    def _answer(self) -> None:
        target = urlsplit(self.path)
        name = target.path.strip("/")
        size = int(self.headers.get("Content-Length") or 0)
        said: Any = json.loads(self.rfile.read(size)) if size else None
        if said is None:
            said = dict(parse_qsl(target.query, keep_blank_values=True))
        said = said.get("filter", said)
        body = json.dumps(self.server.found(name, said)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = _answer

    def log_message(self, *args: Any) -> None:
        return


@pytest.fixture(scope="module")
def server() -> Iterator[Rows]:
    with Rows(("127.0.0.1", 0), Handler) as made:
        thread = threading.Thread(target=made.serve_forever, args=(0.01,))
        thread.start()
        yield made
        made.shutdown()
        thread.join()


@pytest.fixture(scope="module", params=MODES)
def caller(request: pytest.FixtureRequest, server: Rows) -> Iterator[Caller]:
    url = f"http://127.0.0.1:{server.server_port}"
    with Caller(request.param, url, on_attempt=None) as made:
        yield made


def ask(caller: Caller, name: str, condition: Condition[Any]) -> list[int]:
    """The rows that the server finds."""
    each, path = grammar(name), f"/{name}"
    body = "map" in name or getattr(each, "nested", False)
    if isinstance(each, ParameterGrammar):
        at = "body#" if body else "query"
    else:
        at = "body#/filter" if body else "query.filter"
    operation = Operation("POST" if body else "GET", path, list[int],
                          filter=Filter(at, each), safe=True)  # fmt: skip
    place = "body" if body else "query"
    found: list[int] = caller.call(operation, **{place: {"filter": condition}})
    return found


@pytest.mark.parametrize("name", NAMES)
@examples(8)
@given(rows=ROWS, condition=trees(predicates(stars=True, pool=POOL)))
def test_server_returns_the_matching_rows(
    server: Rows,
    caller: Caller,
    name: str,
    rows: list[dict[str, Any]],
    condition: Condition[Any],
) -> None:
    each = grammar(name)
    try:
        each.render(condition)
    except FilterError:
        assume(False)
    server.rows = rows
    meant = [
        number
        for number, row in enumerate(rows)
        if matches(condition, row, nulls=each.nulls, ignore_case=each.ignore_case)
    ]
    assert ask(caller, name, condition) == meant


ROW = {"name": "Port", "supplierNumber": 4, "day": "2024-02-24", "price": "1.50",
       "active": None, "address": {"city": "Vejle"}}  # fmt: skip
CITY: Field[str, Any] = Field("address.city")


class Thing:
    """An item as an object: its attributes are the fields' names."""

    name = "Port"
    count = 4
    color = Color.RED


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (F.name.like("*or*") & (F.count > 3), True),
        (F.name.eq("port"), False),
        (F.day >= date(2024, 2, 24), True),
        (F.price == Decimal("1.5"), True),
        (CITY.eq("Vejle") & CITY.like("V*e"), True),
        (CITY.like("V*x"), False),
        (F.active.eq(True) | F.count.in_([4]), True),
        (F.active.eq(True), False),
        (~F.active.eq(True), False),
        (F.active.ne(True), False),
        (F.active.eq(True) & F.count.eq(5), False),
        (F.active.eq(True) | F.count.eq(5), False),
        (F.active.is_null(), True),
        (~F.active.is_null(), False),
        (F.count.not_in([1]), True),
    ],
)
def test_conditions_select_the_expected_rows(
    condition: Condition[Any], expected: bool
) -> None:
    assert matches(condition, ROW) is expected


def test_vendors_differ_on_nulls_and_case() -> None:
    assert matches(~F.active.eq(True), ROW, nulls="false")
    assert matches(F.active.not_in([True]), ROW, nulls="false")
    assert not matches(F.active > True, ROW, nulls="false")
    assert matches(F.name.eq("pORT") & F.name.like("p*"), ROW, ignore_case=True)


def test_objects_are_evaluated_by_their_attributes() -> None:
    assert matches(F.name.eq("Port") & F.color.eq(Color.RED), Thing())
    assert not matches(F.active.eq(True), Thing())


def test_meaningless_conditions_are_rejected() -> None:
    with pytest.raises(FilterError, match="raw text cannot be evaluated"):
        matches(raw("x"), ROW)
    with pytest.raises(FilterError, match="count: a dict with a int cannot be"):
        matches(F.count > 4, {"supplierNumber": {}})


def test_items_are_sorted_by_keys() -> None:
    items = [{"n": 10, "a": "x"}, {"n": 9, "a": "y"}, {"n": None, "a": "y"}]
    n: SortKey[Any] = SortKey("n", None)
    a: SortKey[Any] = SortKey("a", None)
    assert [each["n"] for each in ordered(items, [n])] == [None, 9, 10]
    assert [each["n"] for each in ordered(items, [-n])] == [10, 9, None]
    assert [each["n"] for each in ordered(items, [n.alphabetical()])] == [None, 10, 9]
    assert [each["n"] for each in ordered(items, [-a, n])] == [None, 9, 10]
    signs = SortGrammar(alphabetical="~")
    keys = parse_sort(signs, signs.render([-a, n.alphabetical()]))
    assert ordered(items, keys) == [items[2], items[1], items[0]]
