"""Nothing in a description hides what generated code imports, whatever it is called.

The names are those that the committed packages import, so that the list follows what
is generated.
"""

from __future__ import annotations

import ast
import builtins
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from specloom.builds.vendor_builds import build_file
from specloom.cli import main
from specloom.project.generate_options import GenerateOptions
from specloom.project.package_names import package_name
from specloom_runtime import AsyncClient, Client, ClientOptions

ROOT = Path(__file__).parents[2]
BUILTINS = [name for name in dir(builtins) if name.islower() and name[0] != "_"]
CLIENT = [name for each in (Client, AsyncClient) for name in dir(each)]
OPTIONS = ClientOptions.__annotations__
MODULES = ("client", "incoming", "models", "service", "init", "json", "typing")
IMPORT_ALL = """
import importlib, pkgutil, sys
package = importlib.import_module("{name}")
for each in pkgutil.walk_packages(package.__path__, "{name}."):
    importlib.import_module(each.name)
assert all(getattr(package, name) for name in package.__all__)
"""


@cache
def imported_names() -> list[str]:
    """Return the names that modules of the committed packages import or hide."""
    folders = ROOT / "generated" / "specloom_clients", ROOT / "tests" / "golden"
    found = {*BUILTINS, *CLIENT, *OPTIONS, *MODULES, "self", "options", "environment"}
    for path in (each for folder in folders for each in folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and not node.level:
                found.update(alias.name for alias in node.names)
            elif isinstance(node, ast.Import):
                found.update(alias.name.partition(".")[0] for alias in node.names)
    return sorted(name for name in found if not name.startswith("_"))


def described(kind: Any) -> dict[str, Any]:
    """Return a document in which everything is called by these names."""
    names = imported_names()
    moment = {"type": "string", "format": "date-time"}

    def content(schema: Any) -> Any:
        return {"content": {"application/json": {"schema": schema}}}

    def answer(schema: Any) -> Any:
        return {"200": {"description": "Ok.", **content(schema)}}

    paths: dict[str, Any] = {}
    for name in names:
        schema = {"$ref": f"#/components/schemas/{name}"}
        asked = [{"name": name, "in": "query", "schema": moment}]
        paths[f"/{name}"] = {
            "get": {
                "tags": ["all"],
                "operationId": name,
                "parameters": asked,
                "responses": answer({"type": "array", "items": schema}),
            },
            "post": {
                "tags": [name],
                "operationId": f"make_{name}",
                "requestBody": content({"properties": {name: schema, "at": moment}}),
                "responses": answer(schema),
            },
            "put": {
                "tags": [f"async_{name}"],
                "operationId": f"keep_{name}",
                "responses": answer(moment),
            },
        }
    variables = {name: {"default": "a"} for name in names}
    address = "https://x/" + "/".join(f"{{{name}}}" for name in names)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Names", "version": "1"},
        "servers": [{"url": address, "variables": variables}, {"url": "https://y"}],
        "security": [{name: []} for name in names],
        "paths": paths,
        "components": {
            "schemas": dict.fromkeys(names, kind),
            "securitySchemes": dict.fromkeys(
                names, {"type": "http", "scheme": "basic"}
            ),
        },
    }


KINDS = {
    "objects": {"type": "object", "properties": {"at": {"format": "date"}, "of": {}}},
    "enumerations": {"type": "string", "enum": ["a", "b"]},
    "lists": {"type": "array", "items": {"type": "string", "format": "date-time"}},
}


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(
            kind, id=name, marks=[pytest.mark.verify] if name == "lists" else []
        )
        for name, kind in KINDS.items()
    ],
)
def package(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Return a folder with the package `names`."""
    folder = tmp_path_factory.mktemp("names")
    source = folder / "names.yaml"
    source.write_text(yaml.safe_dump(described(request.param), sort_keys=False))
    for name, text in build_file(source, "names").texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def test_client_is_imported(package: Path) -> None:
    script = IMPORT_ALL.format(name="names")
    command = [sys.executable, "-W", "error", "-c", script]
    subprocess.run(command, cwd=package, check=True)


def test_nothing_hides_what_a_class_uses(package: Path) -> None:
    found = []
    for path in [*package.glob("names/*.py"), *package.glob("names/models/*.py")]:
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef):
                hidden = set(_defined(node)) & set(_used(node))
                found += [f"{path.name}: {node.name}.{name}" for name in hidden]
    assert found == []


def test_no_name_of_a_module_is_given_twice(package: Path) -> None:
    found = []
    for path in [*package.glob("names/*.py"), *package.glob("names/models/*.py")]:
        names = Counter(_bound(ast.parse(path.read_text("utf-8")).body))
        found += [f"{path.name}: {name}" for name, count in names.items() if count > 1]
    assert found == []


def test_no_argument_of_a_client_is_an_option(package: Path) -> None:
    tree = ast.parse((package / "names" / "client.py").read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name == "__init__":
            assert not {each.arg for each in node.args.kwonlyargs} & set(OPTIONS)


def _bound(body: list[ast.stmt]) -> Iterator[str]:
    """Yield the names that the statements of a module give, overloads once."""
    for node in body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from (alias.asname or alias.name for alias in node.names)
        elif isinstance(node, ast.If):
            yield from _bound(node.body)
        elif isinstance(node, ast.ClassDef | ast.FunctionDef):
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (each.id for each in node.targets if isinstance(each, ast.Name))


def _defined(node: ast.ClassDef) -> Iterator[str]:
    for each in node.body:
        if isinstance(each, ast.FunctionDef):
            yield each.name
        elif isinstance(each, ast.Assign):
            yield from (name.id for name in each.targets if isinstance(name, ast.Name))
        elif isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name):
            yield each.target.id


def _used(node: ast.ClassDef) -> Iterator[str]:
    """Yield the names that are looked up in the body of a class, not of its methods."""
    for each in node.body:
        parts: list[ast.AST | None] = [each]
        if isinstance(each, ast.FunctionDef):
            parts = [*each.decorator_list, each.args, each.returns]
        for part in parts:
            for name in ast.walk(part) if part else ():
                if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Load):
                    yield name.id


def test_a_package_does_not_hide_a_module() -> None:
    for name in (*sys.stdlib_module_names, "httpx2", "pydantic", "specs", "tests"):
        assert package_name(name) != name
        assert package_name(package_name(name)) == package_name(name)
    assert package_name("shop") == "shop"


def test_a_package_that_would_hide_a_module_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "json.yaml"
    source.write_text(yaml.safe_dump(described(KINDS["lists"]) | {"paths": {}}))
    output = ["--output", str(tmp_path / "out")]
    command = ["generate", "--spec", str(source), *output, "--package", "json"]
    result = CliRunner().invoke(main, command)
    assert result.exit_code == 2
    assert '"json" is not a valid package name; try "json_client"' in result.stderr


def test_the_fields_of_a_filter_have_a_name_of_their_own(tmp_path: Path) -> None:
    """Neither a component nor the resource is called like them."""
    case = ROOT / "tests" / "golden" / "filtered-list" / "specs" / "tiny"
    source = yaml.safe_load((case / "source.yaml").read_text("utf-8"))
    schemas = source["components"]["schemas"]
    schemas["ThingFields"] = {"type": "object", "properties": {"a": {}}}
    schemas["Thing"]["properties"]["of"] = {"$ref": "#/components/schemas/ThingFields"}
    source["paths"]["/things"]["get"]["operationId"] = "thing_filter_fields.list"
    source["paths"]["/one"] = {"get": {**source["paths"]["/things"]["get"]}}
    source["paths"]["/one"]["get"] |= {"operationId": "thing_filter_fields.get"}
    source["paths"]["/one"]["get"]["responses"] = {
        "200": {
            "description": "One.",
            "content": {
                "application/json": {"schema": schemas["Thing"]["properties"]["of"]}
            },
        }
    }
    (tmp_path / "tiny.json").write_text(json.dumps(source))
    (tmp_path / "overlay.yaml").write_bytes((case / "overlay.yaml").read_bytes())
    options = GenerateOptions(overlay="overlay.yaml")
    texts = build_file(tmp_path / "tiny.json", "tiny", options).texts
    (module,) = (text for text in texts.values() if "class ThingFilterFields" in text)
    names = Counter(_bound(ast.parse(module).body))
    assert [name for name, count in names.items() if count > 1] == []
    assert "Condition[ThingFilterFields]" in module
