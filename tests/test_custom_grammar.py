"""Test that a new filter grammar needs an overlay alone, and no Python."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from click.testing import CliRunner
from specloom.cli import main
from specloom_runtime import FilterError, parse
from specloom_runtime.testing import FakeTransport, make_response

SOURCE = """\
openapi: 3.1.0
info: {title: Harbour, version: '1'}
servers: [{url: 'https://harbour.test'}]
paths:
  /ships:
    get:
      tags: [Ships]
      operationId: listShips
      parameters:
        - {name: q, in: query, schema: {type: string}}
      responses:
        '200': {description: Ships., content: {application/json: {schema: {$ref: '#/components/schemas/Ships'}}}}
  /docks:
    get:
      tags: [Docks]
      operationId: listDocks
      responses:
        '200': {description: Docks., content: {application/json: {schema: {$ref: '#/components/schemas/Ships'}}}}
  /search:
    post:
      tags: [Search]
      operationId: searchShips
      requestBody:
        content: {application/json: {schema: {type: object, properties: {only: {type: object}}}}}
      responses:
        '200': {description: Ships., content: {application/json: {schema: {$ref: '#/components/schemas/Ships'}}}}
components:
  schemas:
    Ships: {type: array, items: {$ref: '#/components/schemas/Ship'}}
    Ship:
      type: object
      properties:
        name: {type: string}
        tons: {type: integer}
        built: {type: string, format: date}
"""  # noqa: E501

OVERLAY = """\
overlay: 1.1.0
info: {title: How the harbour filters, version: '1'}
actions:
  - target: $
    update:
      x-specloom-filter:
        shouted:
          infix:
            operators:
              eq: "{field} IS {value}"
              gt: "{field} ABOVE {value}"
              lte: "{field} NOT ABOVE {value}"
              in: "{field} AMONG <{values}>"
              like: "{field} LOOKS {value}"
              unlike: "{field} LOOKS NOT {value}"
              "null": "NO {field}"
            logic: {and: " ALSO ", or: " ELSE ", precedence: or, group: ["{", "}"]}
            values:
              forms: {text: "<<{value}>>", date: "day {value}"}
              escape: {">": "^>", "^": "^^", "%": "^%"}
              wildcard: "%"
              list-separator: " + "
              list-max: 2
        keyed:
          key-map:
            operators: {eq: is, gt: above, in: among}
            keys: {default: is, template: "{field}?{condition}"}
        spread:
          parameters:
            operators: {eq: "by-{field}", gt: "min-{field}", in: "any-{field}"}
            values: {list-separator: "|"}
    x-specloom-provenance: {reason: 'It shouts.', source: a test, checked: '2026-01-01'}
  - target: $.paths
    update:
      /ships:
        get:
          x-specloom-filter: {scheme: shouted, location: $request.query.q, schema: Ship}
      /docks:
        get:
          x-specloom-filter: {scheme: spread, location: $request.query, schema: Ship}
      /search:
        post:
          x-specloom-filter:
            {scheme: keyed, location: '$request.body#/only', schema: Ship}
    x-specloom-provenance: {reason: 'It shouts.', source: a test, checked: '2026-01-01'}
  - target: $.components.schemas.Ship.properties[*]
    update: {x-specloom-filter: [eq, gt, lte, in, like, 'null']}
    x-specloom-provenance: {reason: 'It shouts.', source: a test, checked: '2026-01-01'}
"""


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The generated module."""
    project = tmp_path_factory.mktemp("harbour")
    folder = project / "specs" / "harbour"
    folder.mkdir(parents=True)
    (folder / "source.yaml").write_text(SOURCE)
    (folder / "overlay.yaml").write_text(OVERLAY)
    settings = '[tool.specloom]\npackage = "made_up_clients"\n'
    (project / "pyproject.toml").write_text(settings)
    result = CliRunner().invoke(main, ["generate", "--project", str(project)])
    assert result.exit_code == 0, result.output
    with pytest.MonkeyPatch.context() as patched:
        patched.syspath_prepend(str(project / "generated"))
        yield importlib.import_module("made_up_clients.harbour")


def sent(harbour: Any, call: str, condition: Any) -> httpx2.Request:
    """The request of one call."""
    transport = FakeTransport([make_response([])])
    resource, method = call.split(".")
    with harbour.Harbour(transport=transport) as client:
        getattr(getattr(client, resource), method)(filter=condition)
    return transport.requests[0]


def test_infix_grammar(harbour: Any) -> None:
    s = harbour.ShipFields
    wanted = s.name.like("*100%>*") & ((s.tons > 40) | s.tons.in_([1, 2, 3]))
    request = sent(harbour, "ships.list", wanted & ~s.name.like("x*"))
    text = request.url.params["q"]
    assert text == (
        "name LOOKS <<%100^%^>%>> ALSO {tons ABOVE 40 ELSE tons AMONG <1 + 2>"
        " ELSE tons AMONG <3>} ALSO name LOOKS NOT <<x%>>"
    )
    grammar = harbour.service.SHOUTED_FILTER
    assert parse(grammar, text, s) == grammar.normal(wanted & ~s.name.like("x*"))
    mixed = "NO name ALSO tons ABOVE 1 ELSE tons IS 1"
    assert parse(grammar, mixed, s) == s.name.is_null() & ((s.tons > 1) | s.tons.eq(1))


def test_key_map_grammar(harbour: Any) -> None:
    s = harbour.ShipFields
    request = sent(harbour, "search.ships", (s.tons > 1) & s.name.in_(["a", "b"]))
    assert request.content == b'{"only":{"tons?above":1,"name?among":["a","b"]}}'


def test_parameter_grammar(harbour: Any) -> None:
    s = harbour.ShipFields
    request = sent(harbour, "docks.list", (s.tons > 1) & s.name.in_(["a", "b c"]))
    assert dict(request.url.params) == {"min-tons": "1", "any-name": "a|b c"}


def test_unsupported_conditions_are_rejected(harbour: Any) -> None:
    s = harbour.ShipFields
    for call, condition in (
        ("docks.list", (s.tons > 1) | s.name.eq("a")),
        ("search.ships", s.name.like("a*")),
        ("ships.list", ~s.name.is_null()),
    ):
        with pytest.raises(FilterError):
            sent(harbour, call, condition)
