"""The first calls of a description are those that its client offers."""

from __future__ import annotations

import ast
import importlib
import inspect
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from specloom.builds.sources import Sources
from specloom.cli import main
from specloom.pipeline import lower_vendor
from specloom.project.package_names import package_name
from specloom.project.vendor import vendor_of_file
from specloom.render.first_calls import MOST, first_calls
from specloom.tried_actions.proposed_builds import proposed_build

DEFECTS = sorted(
    path
    for path in (Path(__file__).parents[1] / "defects").iterdir()
    if path.suffix in (".yaml", ".json")
)


@pytest.mark.parametrize("path", DEFECTS[::6], ids=lambda path: path.name)
def test_calls_fit_the_generated_client(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every name can be imported, and every call binds to the method's signature."""
    name = package_name(f"{path.stem}_calls")
    monkeypatch.setenv("SPECLOOM_CACHE", str(tmp_path / "cache"))
    made = CliRunner().invoke(
        main,
        ["generate", "--spec", str(path), "--output", str(tmp_path), "--package", name],
    )
    assert made.exit_code == 0, made.output
    vendor = vendor_of_file(path, name)
    _, package = lower_vendor(vendor, Sources(vendor).documents)
    lines = first_calls(package, name)
    monkeypatch.syspath_prepend(tmp_path)
    script = ast.parse("\n".join(lines))
    names: dict[str, Any] = {}
    for node in script.body:
        if isinstance(node, ast.ImportFrom):
            module = importlib.import_module(str(node.module))
            names |= {each.name: getattr(module, each.name) for each in node.names}
    (block,) = (node for node in script.body if isinstance(node, ast.With))
    (opened,) = block.items
    client = eval(ast.unparse(opened.context_expr), names)
    calls = [node for node in ast.walk(block) if _is_call_of_method(node)]
    methods = sum(len(each.operations) for each in package.resources)
    assert len(calls) == min(MOST, methods)
    for call in calls:
        assert isinstance(call, ast.Call)
        _, resource, method = ast.unparse(call.func).split(".")
        keywords = {str(each.arg): each for each in call.keywords}
        function = getattr(getattr(client, resource), method)
        inspect.signature(function).bind(*call.args, **keywords)
    for module_name in [each for each in sys.modules if each.startswith(name)]:
        del sys.modules[module_name]


WALKTHROUGH = Path(__file__).parents[1] / "walkthrough" / "acme.yaml"


def test_lists_come_first_then_a_read_and_a_write() -> None:
    """The calls are chosen by what they show, with values for what is required."""
    vendor = vendor_of_file(WALKTHROUGH, "acme")
    package = proposed_build(vendor, least=0.9, checked="2026-01-31").package
    assert first_calls(package, "clients.acme") == [
        "from clients.acme import Acme",
        "from clients.acme.models import NewOrder",
        "",
        'with Acme(token="...") as acme:',
        "    for customer in acme.customers.list():",
        "        print(customer)",
        "    for order in acme.orders.list():",
        "        print(order)",
        '    print(acme.customers.get("..."))',
        "    print(acme.orders.create(NewOrder(...)))",
        '    print(acme.orders.get("..."))',
    ]


def _is_call_of_method(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func).count(".") == 2
