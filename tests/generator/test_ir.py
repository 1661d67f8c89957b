"""Test the intermediate representation: complete and deterministic."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from golden_cases import GOLDEN
from specloom.builds.vendor_builds import build
from specloom.cli import main
from specloom.ir import (
    Argument,
    CallOperation,
    Constant,
    Destination,
    FurtherMembers,
    Member,
    Operation,
    PagedOperation,
    StreamOperation,
    Whole,
)
from specloom.ir.imported_names import used_names
from specloom.ir.ir_json import ir_json
from specloom.ir.model_definitions import Default
from specloom.ir.python_types import ABSENT, NONE, Leaf, ListType, ModelType, union
from specloom.project.folders import Project
from specloom.render.module_printer import ModulePrinter, keywords
from specloom_runtime import (
    UNSET,
    AtLeastOne,
    CursorPages,
    Idempotency,
    Sort,
    SortGrammar,
    Style,
    Unit,
)
from specloom_runtime.operations.base_operation import OperationFacts

ROOT = Path(__file__).parents[2]


def emitted(root: Path) -> dict[str, Any]:
    """Return the intermediate representation of a project's vendors as JSON."""
    texts = []
    for _ in range(2):
        results, _texts = build(Project.at(root))
        texts.append(ir_json({r.vendor: r.package for r in results if r.package}))
    text, again = texts
    assert text == again
    found: dict[str, Any] = json.loads(text)
    return found


def test_vendors_are_sorted_and_complete() -> None:
    packages = emitted(ROOT)
    assert list(packages) == sorted(
        p.parent.name for p in (ROOT / "specs").glob("*/openapi.yaml")
    )


def test_ir_contains_no_printed_code() -> None:
    def texts(node: Any) -> list[str]:
        if isinstance(node, dict):
            return [found for value in node.values() for found in texts(value)]
        if isinstance(node, list):
            return [found for value in node for found in texts(value)]
        return [node] if isinstance(node, str) else []

    package = emitted(GOLDEN / "filtered-list")["tiny"]
    assert [text for text in texts(package) if "Filter(" in text or " | " in text] == []


def test_command_writes_the_ir(tmp_path: Path) -> None:
    source = GOLDEN / "cursor-pages" / "specs" / "tiny" / "source.yaml"
    target = tmp_path / "ir.json"
    command = ["generate", "--spec", str(source), "--output", str(tmp_path / "out")]
    result = CliRunner().invoke(main, [*command, "--emit-ir", str(target)])
    assert result.exit_code == 0, result.output
    package = json.loads(target.read_text("utf-8"))["source"]
    assert package["class"] == "Package"
    assert [resource["class"] for resource in package["resources"]] == ["Resource"]


MODELS = {"Page": "page"}
TEXT = Leaf("str")
PAGES = CursorPages(send="query.cursor", read="body.next")
SORT = SortGrammar("-", separator=",")
MINUTES = (Unit("length", "minutes", at="unit", equals="min"),)
CONSTANTS = {
    ".service": (
        Constant(name="CURSOR_PAGES", value=PAGES, varies="items"),
        Constant(name="SIGNS_SORT", value=SORT),
    ),
    "": (Constant(name="ITEM_UNITS", value=MINUTES),),
}


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (None, "None"),
        (UNSET, "UNSET"),
        ((), "()"),
        ({"a": ("b",)}, "{'a': ('b',)}"),
        (Style("form", explode=False), "Style('form', explode=False)"),
        (Style("deepObject"), "Style('deepObject')"),
        (AtLeastOne("query.a", "query.b"), "AtLeastOne('query.a', 'query.b')"),
        (Idempotency("Key", lifetime=5.0), "Idempotency('Key', lifetime=5.0)"),
        (PAGES, "CURSOR_PAGES"),
        (PAGES.of("body.a"), "CURSOR_PAGES.of('body.a')"),
        (
            CursorPages(send="query.c", read="body.next", size=5),
            "CursorPages(send='query.c', read='body.next', size=5)",
        ),
        (Sort("query.o", SORT), "Sort('query.o', SIGNS_SORT)"),
        (MINUTES, "ITEM_UNITS"),
    ],
)
def test_values_are_rendered(value: Any, code: str) -> None:
    assert ModulePrinter(constants=CONSTANTS).value(value) == code


def test_rendered_names_are_imported() -> None:
    module = ModulePrinter(constants=CONSTANTS)
    for value in (PAGES, MINUTES, Style("simple"), UNSET):
        module.value(value)
    assert module.imports() == [
        "from .service import CURSOR_PAGES",
        "from specloom_runtime import Style, UNSET",
    ]


def test_names_of_a_module_do_not_shadow_each_other() -> None:
    module = ModulePrinter({"Sort": "shared"}, hidden={"list", "models"})
    type_ = ListType(ModelType("Sort"))
    assert module.type(type_) == "builtins.list[models_.Sort]"
    assert module.top_level_type(type_) == "list[models.Sort]"
    assert module.imports() == [
        "from . import models, models as models_",
        "import builtins",
    ]


def test_arguments_are_passed_in_their_locations() -> None:
    arguments = [
        argument("body", Whole("body")),
        argument("page_size", Whole("page_size")),
        argument("until", Member("query", "to")),
        argument("id_", Member("path", "id")),
    ]
    assert keywords(arguments) == [
        "path={'id': id_}",
        "query={'to': until}",
        "body=body",
        "page_size=page_size",
    ]
    assert keywords([], "members") == ["body={}"]


def test_further_members_are_members_of_the_body() -> None:
    further = argument("extra", FurtherMembers("body"))
    member = argument("size", Member("body", "maxSize"))
    assert keywords([further], "members") == ["body={**(extra or {})}"]
    assert keywords([member, further], "members") == [
        "body={'maxSize': size, **(extra or {})}"
    ]


def argument(name: str, destination: Destination) -> Argument:
    """Return an argument of text."""
    return Argument(name=name, type=TEXT, destination=destination)


COMMON: dict[str, Any] = {
    "name": "get",
    "constant": "GET",
    "method": "GET",
    "path": "/x",
    "arguments": (),
    "returns": NONE,
    "description": "",
}
CALL = CallOperation(result=NONE, **COMMON)
PAGED = PagedOperation(page=ModelType("Page"), item=TEXT, pages=PAGES, **COMMON)
EVENTS = StreamOperation(item=None, framing="events", **COMMON)
LINES = StreamOperation(item=TEXT, framing="lines", **COMMON)


@pytest.mark.parametrize(
    ("operation", "stated"),
    [
        (CALL, ["None"]),
        (PAGED, ["lambda: models.Page", "str", "pages=CURSOR_PAGES"]),
        (EVENTS, []),
        (LINES, ["str", "framing='lines'"]),
        (
            replace(PAGED, facts=OperationFacts(safe=True)),
            ["lambda: models.Page", "str", "pages=CURSOR_PAGES", "safe=True"],
        ),
    ],
)
def test_a_constant_states_types_then_facts(
    operation: Operation, stated: list[str]
) -> None:
    printer = ModulePrinter(MODELS, constants=CONSTANTS)
    assert printer.constant_arguments(operation) == stated


def test_imported_names_come_from_types_attributes_and_kinds() -> None:
    made = replace(
        CALL,
        result=ModelType("Thing"),
        returns=union([Leaf("date", "datetime"), NONE]),
        arguments=(
            Argument(
                name="a",
                type=ABSENT,
                destination=Member("body", "a"),
                default=Default(UNSET),
            ),
        ),
        facts=OperationFacts(styles={"query.a": Style("simple")}),
    )
    names = used_names(made).imported
    assert names == {"Operation", "async_call", "date", "Unset", "UNSET", "Style"}
