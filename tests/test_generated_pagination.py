"""Test that generated tests accept a right pager of every style and no wrong one."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from specloom.builds.vendor_builds import build_file
from specloom.output.writing import apply, plan
from specloom.project.generate_options import GenerateOptions
from specloom.testing.described_operation import DescribedOperation
from specloom.testing.description import load_description
from specloom.testing.harness import ClientHarness, OperationCase
from specloom.testing.operation_test import OperationTest
from specloom.testing.page_facts import DEFAULT_ENDS
from specloom.testing.pager_check import check_pagination
from specloom.vocabulary.pagination_styles import STYLES
from specloom_runtime import SpecloomError
from specloom_runtime.lists import list_plan
from specloom_runtime.lists.list_plan import ListPlan
from specloom_runtime.pagination import page_sizes, page_walk, positions
from specloom_runtime.pagination.page_walk import PageWalk
from specloom_runtime.pagination.parts import KnownParts
from specloom_runtime.pagination.start import start_position

FOLDER = Path(__file__).parent / "pagination"
NAMES = sorted(
    path.strip("/").partition("/")[0].replace("-", "_")
    for path in yaml.safe_load((FOLDER / "document.yaml").read_text("utf-8"))["paths"]
)
ALIKE = {"offset_const"}
"""Lists whose items are all equal: no two pages differ."""
LAST = {"number_limit", "offset_limits", "offset_max"}
"""Lists whose last page the vendor does not serve."""
KEYLESS = {"keyset_name", "keyset_nested"}
"""Lists that end with an empty page, after which no key is known to go on."""

Walk = Callable[..., Any]
next_position, request, receive = (
    PageWalk._next_position,
    PageWalk.request,
    PageWalk.receive,
)


add_parts = KnownParts.add


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The import path of the client of the lists."""
    folder = tmp_path_factory.mktemp("lists")
    options = GenerateOptions(overlay="overlay.yaml")
    made = build_file(FOLDER / "document.yaml", "paged_lists", options)
    apply(plan(folder, made.texts, ()))
    with pytest.MonkeyPatch.context() as patched:
        patched.syspath_prepend(folder)
        patched.chdir(folder)
        yield "paged_lists.PagedLists"
    for name in [n for n in sys.modules if n.partition(".")[0] == "paged_lists"]:
        del sys.modules[name]


def checked(client: str, name: str, mode: Any = "sync") -> None:
    """Check the pages of one list."""
    spec = load_description("specs/paged_lists/openapi.yaml")
    operation = DescribedOperation.find(spec, "lists", name)
    harness = ClientHarness(client, "lists", mode)
    arguments = harness.arguments(name, operation)
    check_pagination(OperationCase(harness, operation, name, arguments))


LIST = """
openapi: 3.1.0
info: {title: One of several, version: '1'}
servers: [{url: 'https://lists.test/v1'}]
paths:
  /things:
    get:
      tags: [things]
      operationId: listThings
      parameters:
        - {name: page, in: query, schema: {type: integer}}
        - {name: size, in: query, schema: {type: integer, default: 25}}
      responses:
        '200':
          description: A page.
          content:
            application/json:
              schema:
                type: object
                properties:
                  data: {type: array, items: {type: string}}
                  total: {type: integer}
                  pages: {type: integer}
              example: {data: [a], total: 21, pages: 1}
"""
PAGED = """
overlay: 1.1.0
info: {title: Pages, version: '1'}
actions:
  - target: $.paths['/things'].get
    update:
      x-specloom-pagination:
        style: page
        first: 1
        request: {page: $request.query.page, limit: $request.query.size}
        response:
          items: $response.body#/data
          total: $response.body#/total
          total-pages: $response.body#/pages
"""


def test_the_documented_page_may_be_one_of_several(tmp_path: Path) -> None:
    """An example of the last page, with one item of 21, does not deviate."""
    (tmp_path / "document.yaml").write_text(LIST)
    (tmp_path / "overlay.yaml").write_text(PAGED)
    options = GenerateOptions(overlay="overlay.yaml")
    made = build_file(tmp_path / "document.yaml", "one_of_several", options)
    apply(plan(tmp_path, made.texts, ()))
    with pytest.MonkeyPatch.context() as patched:
        patched.syspath_prepend(tmp_path)
        patched.chdir(tmp_path)
        spec = load_description("specs/one_of_several/openapi.yaml")
        harness = ClientHarness("one_of_several.OneOfSeveral", "things", "sync")
        OperationTest(spec, harness).check("list")


def test_every_style_and_mark_of_the_end_is_among_the_lists() -> None:
    overlay = yaml.safe_load((FOLDER / "overlay.yaml").read_text("utf-8"))
    facts = [a["update"]["x-specloom-pagination"] for a in overlay["actions"]]
    assert {fact["style"] for fact in facts} == set(STYLES)
    ends = {end for fact in facts for end in fact.get("end-when", ())}
    ends |= {end for fact in facts for end in DEFAULT_ENDS[fact["style"]]}
    assert ends == {"cursor-absent", "short-page", "empty-page", "total", "has-more"}
    roles = {
        f"{group}.{role}"
        for fact in facts
        for group in ("request", "response")
        for role in fact.get(group, ())
    }
    expected = {f"request.{r}" for r in ("cursor", "offset", "page", "limit")}
    for role in ("items", "cursor", "next", "has-more", "total", "total-pages"):
        expected.add(f"response.{role}")
    expected.add("response.parts")
    assert roles == expected


@pytest.mark.parametrize("mode", ["sync", "async"])
@pytest.mark.parametrize("name", NAMES)
def test_a_right_pager_is_accepted(client: str, name: str, mode: str) -> None:
    checked(client, name, mode)


WRONG_FORMS: dict[str, tuple[Any, str, Any]] = {
    "asks for the default size": (page_sizes, "checked_size", lambda *_: 1),
    "asks for more than it takes": (
        page_sizes.PageSizes,
        "next_size",
        lambda sizes: sizes.requested,
    ),
    "begins at the first item": (ListPlan, "_page_at", lambda plan, start: {}),
    "begins at the next item": (
        list_plan,
        "start_position",
        lambda pages, draft, size, start, needed: start_position(
            pages, draft, size, start + 1, needed
        ),
    ),
    "gives no parts": (KnownParts, "of", lambda known, item: None),
    "gives the parts of a page alone": (
        KnownParts,
        "add",
        lambda known, page: known.__init__(known._parts) or add_parts(known, page),
    ),
    "gives parts twice": (
        KnownParts,
        "add",
        lambda known, page: add_parts(known, page) * 2,
    ),
    "begins at the page": (
        list_plan,
        "start_position",
        lambda *given: {**start_position(*given), "before": 0},
    ),
}
SHOWN = {
    "asks for the default size": "offset_noid",
    "asks for more than it takes": "offset_noid",
    "begins at the first item": "offset_plain",
    "gives no parts": "parts",
    "gives the parts of a page alone": "parts",
    "gives parts twice": "parts",
    "begins at the next item": "number_total",
    "begins at the page": "number_total",
}


@pytest.mark.parametrize("wrong", WRONG_FORMS)
def test_a_wrong_form_of_a_list_is_refused(
    client: str, wrong: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(*WRONG_FORMS[wrong])
    with pytest.raises((AssertionError, SpecloomError, pytest.fail.Exception)):
        checked(client, SHOWN[wrong])


def stays_at_one_page(walk: Any, items: Any, received: Any) -> Any:
    """Return the position of this page where that of the next one belongs."""
    following = next_position(walk, items, received)
    return following if following is None else walk._at


def stops_after_one_page(walk: Any, items: Any, received: Any) -> Any:
    """Return that this page was the last one."""
    return None


def loses_an_item(walk: Any, received: Any) -> Any:
    """Return a page without its last item."""
    result = receive(walk, received)
    del result.items[-1:]
    return result


def doubles_an_item(walk: Any, received: Any) -> Any:
    """Return a page with its last item twice."""
    result = receive(walk, received)
    result.items.extend(result.items[-1:])
    return result


WRONG: dict[str, tuple[str, Walk]] = {
    "stays at one page": ("_next_position", stays_at_one_page),
    "stops after one page": ("_next_position", stops_after_one_page),
    "loses an item": ("receive", loses_an_item),
    "doubles an item": ("receive", doubles_an_item),
}


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("name", NAMES)
def test_a_wrong_pager_is_refused(
    client: str, name: str, wrong: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PageWalk, *WRONG[wrong])
    if name == "single" or name in ALIKE or (name in LAST and "item" in wrong):
        pytest.skip("nothing of it can be seen in this list")
    with pytest.raises((AssertionError, SpecloomError, pytest.fail.Exception)):
        checked(client, name)


@pytest.mark.parametrize("name", NAMES)
def test_a_pager_that_reads_no_end_is_refused(
    client: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if name == "single" or name in ALIKE | LAST | KEYLESS:
        pytest.skip("nothing of it can be seen in this list")
    monkeypatch.setattr(page_walk, "is_last", lambda *_: False)
    monkeypatch.setattr(positions, "cursor_at", lambda _, value: value or "again")
    with pytest.raises((AssertionError, SpecloomError, pytest.fail.Exception)):
        checked(client, name)
