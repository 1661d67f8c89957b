"""Test views: the generated module, other vendors' names, the cache and the checks."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from importlib import import_module, invalidate_caches
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from specloom import pipeline
from specloom.builds.cache import Cache
from specloom.builds.vendor_builds import build
from specloom.cli import main
from specloom.errors import SpecError
from specloom.project.folders import Project
from specloom.testing import ViewTest

SOURCE = """
openapi: 3.1.0
info: {title: Shop, version: '1'}
servers: [{url: https://shop.example}]
paths:
  /things:
    get:
      operationId: things_list
      responses:
        '200':
          description: All.
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Thing'}}
  /things/{id}:
    get:
      operationId: things_get
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '200':
          description: One.
          content:
            application/json: {schema: {$ref: '#/components/schemas/Thing'}}
components:
  schemas:
    Thing:
      type: object
      required: [id]
      properties:
        id: {type: string, format: uuid}
        day: {type: string, format: date}
        size: {$ref: '#/components/schemas/Size'}
        kind: {anyOf: [{$ref: '#/components/schemas/Kind'}, {type: 'null'}]}
        tags: {type: array, items: {type: string}}
        a/b: {type: [boolean, 'null']}
    Size: {type: number, minimum: 0}
    Kind: {type: string, enum: [SMALL, LARGE]}
"""
VIEW = """
view: 1
description: A thing.
fields:
  id: {type: string, required: true, description: Its id.}
  size: {type: decimal, description: Its size.}
  kind: {type: string, description: What it is.}
vendors:
  shop:
    operation: GET /things
    fields: {id: id, size: size, kind: {at: kind, texts: {SMALL: small}}}
    provenance: {reason: r, source: s, checked: '2026-11-27'}
  other:
    none: {reason: It sells nothing., source: s, checked: '2026-11-27'}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project of two vendors without views."""
    for vendor in ("shop", "other"):
        write(tmp_path, f"{vendor}/source.yaml", SOURCE)
    return tmp_path


@pytest.fixture
def generated(root: Path) -> Iterator[Path]:
    """A project whose generated packages can be imported."""
    sys.path.insert(0, str(root / "generated"))
    yield root
    sys.path.remove(str(root / "generated"))
    for name in [name for name in sys.modules if name.split(".")[0] == "viewed"]:
        del sys.modules[name]


def write(root: Path, name: str, text: str) -> None:
    path = root / "specs" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def texts(root: Path, cache: Cache | None = None) -> dict[str, str]:
    return build(Project.at(root), cache)[1]


def view(**changed: Any) -> str:
    """Return the text of the view with other members."""
    return yaml.safe_dump({**yaml.safe_load(VIEW), **changed})


def mapped(**changed: Any) -> str:
    """Return the text of the view with other members in the mapping of the shop."""
    shop = yaml.safe_load(VIEW)["vendors"]["shop"]
    return view(vendors={"shop": {**shop, **changed}})


def imported(root: Path, name: str = "things") -> Any:
    """Generate the project, and return the module of a view."""
    (root / "pyproject.toml").write_text('[tool.specloom]\npackage = "viewed"\n')
    run = CliRunner().invoke(main, ["generate", "--project", str(root)])
    assert run.exit_code == 0, run.output
    invalidate_caches()  # The folder did not exist when it was added to the path.
    return import_module(f"viewed.views.{name}")


def test_views_add_files_and_change_only_the_readme(root: Path) -> None:
    before = texts(root)
    assert not [path for path in before if "views" in path]
    write(root, "views/things.yaml", VIEW)
    write(root, "views/readme.txt", "Not a view.")
    after = texts(root)
    readme = "generated/README.md"
    changed = {path for path in before if after[path] != before[path]}
    assert changed == {readme} and "## Views" in after[readme]
    assert sorted(after.keys() - before.keys()) == [
        "generated/specloom_clients/views/__init__.py",
        "generated/specloom_clients/views/things.py",
        "generated/tests/views/test_views_things.py",
    ]


def test_several_views_have_the_same_bytes_in_every_run(root: Path) -> None:
    write(root, "views/things.yaml", VIEW)
    write(root, "views/best_stores.yaml", VIEW)
    first = texts(root)
    assert texts(root) == first
    assert (
        "class BestStoreRow:"
        in first["generated/specloom_clients/views/best_stores.py"]
    )
    assert "class ThingRow:" in first["generated/specloom_clients/views/things.py"]


def test_the_module_names_what_each_vendor_has(root: Path) -> None:
    write(root, "views/things.yaml", VIEW)
    text = texts(root)["generated/specloom_clients/views/things.py"]
    assert "other: none. It sells nothing." in text
    assert "shop: the items of `things.list`." in text


HOSTILE = {
    **{name: {"type": "string", "description": '"""\\'} for name in ("str", "field")},
    "date": {"type": ["date", "date-time"], "description": "A \N{BOM} day."},
    "builtins": {"type": "boolean", "description": "x\n\n    import os"},
    "rows": {"type": "decimal", "description": "}}{{ {% raw %}"},
    "id": {"type": "string", "required": True, "description": "'''"},
}


def test_names_and_texts_cannot_become_code(generated: Path) -> None:
    fields = {
        "str": {"at": "kind", "texts": {"SMALL": '"""\\', "LARGE": "'\n"}},
        "field": {"constant": '"); import os #'},
        "date": "day",
        "builtins": "a~1b",
        "rows": "size",
        "id": "id",
    }
    shop = {**yaml.safe_load(VIEW)["vendors"]["shop"], "fields": fields}
    said = view(fields=HOSTILE, vendors={"shop": shop}, description='"""')
    write(generated, "views/things.yaml", said)
    module = imported(generated)
    content = {
        "id": "3FA85F64-5717-4562-b3fc-2c963f66afa6",
        "day": "2024-11-18",
        "size": 0.1,
        "kind": "SMALL",
        "a/b": False,
    }
    item = import_module("viewed.shop.models").Thing.model_validate(content)
    (row,) = module.rows([item])
    assert (row.str, row.field) == ('"""\\', '"); import os #')
    assert (row.date, row.builtins) == (date(2024, 11, 18), False)
    assert (row.rows, row.vendor, row.source) == (Decimal("0.1"), "shop", item)
    assert row.id == content["id"].lower()
    assert {*module.rows([item]), row} == {row}


def test_a_key_of_texts_is_text_whatever_it_looks_like(
    generated: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds = "Kind: {type: integer, enum: [1, -2]}"
    source = SOURCE.replace("Kind: {type: string, enum: [SMALL, LARGE]}", kinds)
    write(generated, "shop/source.yaml", source)
    said = VIEW.replace("{SMALL: small}", "{-2: no, 1: yes}")
    fields = "  kind: {type: string, description: What it is.}"
    said = said.replace(fields, f"{fields}\n  no: {{type: string, description: No.}}")
    said = said.replace("size: size,", "size: size, no: {constant: off},")
    write(generated, "views/things.yaml", said)
    module = imported(generated)
    content = {"id": "3fa85f64-5717-4562-b3fc-2c963f66afa6", "kind": -2}
    item = import_module("viewed.shop.models").Thing.model_validate(content)
    assert [(row.kind, row.no) for row in module.rows([item])] == [("no", "off")]
    monkeypatch.chdir(generated)
    ViewTest("specs/views/things.yaml", "viewed.views.things", "rows").check("shop")


def test_an_operation_can_return_one_object_and_rows_can_be_texts(
    generated: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = mapped(
        operation="GET /things/{id}", rows="tags", fields={"id": "id", "kind": "tags"}
    )
    write(generated, "views/things.yaml", said)
    module = imported(generated)
    content = {"id": "3fa85f64-5717-4562-b3fc-2c963f66afa6", "tags": ["a", "b"]}
    item = import_module("viewed.shop.models").Thing.model_validate(content)
    assert [row.kind for row in module.rows([item])] == ["a", "b"]
    monkeypatch.chdir(generated)
    for function in ("rows", "async_rows"):
        ViewTest("specs/views/things.yaml", "viewed.views.things", function).check(
            "shop"
        )


RESULT = """
overlay: 1.0.0
info: {title: Shop, version: '1'}
actions:
  - target: $.paths['PATH'].get
    update: {x-specloom-result: $response.body#/found/data}
    x-specloom-provenance: {reason: r, source: s, checked: '2026-11-27'}
"""


@pytest.mark.parametrize("path", ["/things", "/things/{id}"])
def test_an_item_is_the_result_inside_of_a_response(
    generated: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    source = yaml.safe_load(SOURCE)
    node = source["paths"][path]["get"]
    (content,) = node["responses"]["200"]["content"].values()
    member = {"data": content["schema"]}
    content["schema"] = {
        "type": "object",
        "properties": {
            "found": {"type": "object", "properties": member, "required": ["data"]}
        },
        "required": ["found"],
    }
    write(generated, "shop/source.yaml", yaml.safe_dump(source))
    write(generated, "shop/overlay.yaml", RESULT.replace("PATH", path))
    write(generated, "views/things.yaml", mapped(operation=f"GET {path}"))
    module = imported(generated)
    assert module.VIEW.sources[0].item.__name__ == "Thing"
    monkeypatch.chdir(generated)
    ViewTest("specs/views/things.yaml", "viewed.views.things", "rows").check("shop")


WRONG_MODULES = {
    "At('size')": "At('id')",
    "'SMALL': 'small'": "'SMALL': 'large'",
    "At('id')": "At('kind')",
}


@pytest.mark.parametrize("before", WRONG_MODULES)
def test_the_generated_tests_notice_other_places(
    generated: Path, monkeypatch: pytest.MonkeyPatch, before: str
) -> None:
    write(generated, "views/things.yaml", VIEW)
    monkeypatch.chdir(generated)
    imported(generated)
    path = generated / "generated/viewed/views/things.py"
    text, new = path.read_text(), WRONG_MODULES[before].replace("'", '"')
    assert before.replace("'", '"') in text
    path.write_text(text.replace(before.replace("'", '"'), new))
    del sys.modules["viewed.views.things"]
    with pytest.raises((AssertionError, KeyError)):
        ViewTest("specs/views/things.yaml", "viewed.views.things", "rows").check("shop")


def test_unchanged_views_come_from_the_cache(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = Cache(tmp_path / "cache")
    write(root, "views/things.yaml", VIEW)
    first = texts(root, cache)
    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "build_views", None)
        assert texts(root, cache) == first
    write(root, "views/things.yaml", VIEW.replace("A thing.", "Anything."))
    assert (
        "Anything." in texts(root, cache)["generated/specloom_clients/views/things.py"]
    )


def test_a_renamed_property_makes_the_mapping_an_error(
    root: Path, tmp_path: Path
) -> None:
    cache = Cache(tmp_path / "cache")
    write(root, "views/things.yaml", VIEW)
    texts(root, cache)
    write(root, "shop/source.yaml", SOURCE.replace("size: {$ref", "length: {$ref"))
    with pytest.raises(SpecError) as caught:
        texts(root, cache)
    (problem,) = caught.value.problems
    assert str(problem) == (
        "specs/views/things.yaml:11:22: vendors.shop.fields.size: Thing has no "
        '"size" (it has: id, day, length, kind, tags, a/b)'
    )


def test_problems_of_all_views_are_reported(root: Path) -> None:
    for name in ("first", "second"):
        write(root, f"views/{name}.yaml", VIEW.replace("size: size", "size: sizes"))
    with pytest.raises(SpecError) as caught:
        texts(root)
    assert [each.location.file for each in caught.value.problems] == [
        "specs/views/first.yaml",
        "specs/views/second.yaml",
    ]
    for name in ("first", "second"):
        write(root, f"views/{name}.yaml", "a: [")
    with pytest.raises(SpecError) as caught:
        texts(root)
    assert len(caught.value.problems) == 2


def test_check_reports_views_that_are_out_of_date(root: Path) -> None:
    def run(*command: str) -> tuple[int, str]:
        done = CliRunner().invoke(main, [*command, "--project", str(root)])
        return done.exit_code, done.stdout

    write(root, "views/things.yaml", VIEW)
    assert run("generate")[0] == 0
    assert run("check")[0] == 0
    write(root, "views/things.yaml", VIEW.replace("A thing.", "Anything."))
    assert run("check") == (
        1,
        "differs: generated/specloom_clients/views/things.py\n",
    )
    (root / "specs/views/things.yaml").unlink()
    assert run("check")[1].count("stale: ") == 3
    assert run("generate")[0] == 0
    assert not (root / "generated/specloom_clients/views").exists()


def test_a_view_file_is_an_input_that_no_report_replaces(root: Path) -> None:
    write(root, "views/things.yaml", VIEW)
    file = root / "specs/views/things.yaml"
    options = ["--report", str(file), "--overwrite", str(file)]
    done = CliRunner().invoke(main, ["generate", "--project", str(root), *options])
    assert done.exit_code == 2
    assert "this file is an input and would be replaced" in done.stderr
    assert file.read_text("utf-8") == VIEW


def test_the_schema_of_view_files_is_printed() -> None:
    done = CliRunner().invoke(main, ["schema", "view"])
    assert done.exit_code == 0
    assert yaml.safe_load(done.stdout)["properties"]["view"]["const"] == 1


def test_an_operation_of_another_method_can_have_items(root: Path) -> None:
    write(
        root,
        "shop/source.yaml",
        SOURCE.replace("openapi: 3.1.0", "openapi: 3.2.0").replace(
            "get:\n      operationId: things_list",
            "query:\n      operationId: things_list",
        ),
    )
    write(root, "views/things.yaml", mapped(operation="QUERY /things"))
    assert "views/things.py" in str(texts(root).keys())
