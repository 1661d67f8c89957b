"""Facts of the vendors' pages that a caller reads on hover or with `help()`.

`hover.yaml` lists parts of docstrings, by method or attribute. The docstring of an
attribute is the string literal after it, which editors show.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

FACTS = yaml.safe_load(Path(__file__).with_name("hover.yaml").read_text("utf-8"))
ROWS = [
    (vendor, module, name, fact)
    for vendor, modules in FACTS.items()
    for module, names in modules.items()
    for name, facts in names.items()
    for fact in facts
]


@cache
def attributes(module: str) -> dict[str, str]:
    """Return the docstring of each attribute in the classes of a module."""
    loaded = importlib.import_module(module)
    found: dict[str, str] = {}
    for owner in ast.parse(inspect.getsource(loaded)).body:
        body = owner.body if isinstance(owner, ast.ClassDef) else []
        for node, following in zip(body, body[1:], strict=False):
            match node, following:
                case (
                    ast.Assign(targets=[ast.Name(id=name)])
                    | ast.AnnAssign(target=ast.Name(id=name)),
                    ast.Expr(value=ast.Constant(value=str(text))),
                ):
                    assert isinstance(owner, ast.ClassDef)
                    found[f"{owner.name}.{name}"] = text
    return found


def shown(module: str, name: str) -> str:
    """Return the documentation of a method or attribute on one line."""
    owner, _, member = name.partition(".")
    loaded = importlib.import_module(module)
    value: Any = inspect.getattr_static(getattr(loaded, owner), member, None)
    text = attributes(module).get(name)
    if text is None and inspect.isfunction(value):
        text = inspect.getdoc(value)
    return re.sub(r"\s+", " ", text or "")


@pytest.mark.parametrize(("vendor", "module", "name", "fact"), ROWS)
def test_fact_of_a_page_is_shown(
    vendor: str, module: str, name: str, fact: str
) -> None:
    assert fact in shown(f"specloom_clients.{vendor}.{module}", name)


def test_every_vendor_has_facts() -> None:
    assert len(ROWS) >= 30
    vendors = {vendor for vendor, *_ in ROWS}
    assert vendors == {"economic", "mews", "opencell", "orquest"}


METHODS = sorted(
    {row[:3] for row in ROWS if "." not in row[1] and "Error" not in row[2]}
)


@pytest.mark.parametrize(("vendor", "module", "name"), METHODS)
def test_asynchronous_methods_show_the_same(
    vendor: str, module: str, name: str
) -> None:
    loaded = importlib.import_module(f"specloom_clients.{vendor}.{module}")
    owner, _, member = name.partition(".")
    texts = [
        inspect.getdoc(getattr(getattr(loaded, each), member))
        for each in (owner, f"Async{owner}")
    ]
    assert texts[0] == texts[1]


def test_error_codes_compare_equal_to_those_of_errors() -> None:
    from specloom_clients.economic import ContactError

    assert ContactError.IN_USE == "SupplierContactIsInUse"
    assert ContactError("SupplierContactIsInUse") is ContactError.IN_USE
    assert ContactError("NewCode") == "NewCode"
