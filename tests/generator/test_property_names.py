"""The rule by which properties are named in JSON: found, frozen and applied."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from specloom.builds.vendor_builds import built_vendor
from specloom.ir.model_definitions import ModelClass
from specloom.models import Models
from specloom.names import attribute
from specloom.names.property_names import NAME_RULES, prevailing_rule
from specloom.project.folders import Project
from specloom.vocabulary import keys

RULES = sorted(NAME_RULES)


def with_properties(*names: str) -> dict[str, Any]:
    return {"Thing": {"type": "object", "properties": dict.fromkeys(names, {})}}


@pytest.mark.parametrize(
    ("names", "rule"),
    [
        ([], "camelCase"),
        (["id", "name"], "camelCase"),
        (["id", "createdAt"], "camelCase"),
        (["id", "created_at"], "snake_case"),
        (["id", "created_at", "updatedAt"], "camelCase"),
        (["Id", "CreatedAt", "updatedAt"], "PascalCase"),
        (["Id", "CREATED-AT"], "PascalCase"),
    ],
)
def test_rule_is_the_one_of_most_names(names: list[str], rule: str) -> None:
    assert prevailing_rule(with_properties(*names)) == rule


@given(st.text() | st.from_regex(r"[A-Za-z0-9_.\-]{1,12}", fullmatch=True))
def test_alias_is_stated_only_for_exceptions(wire: str) -> None:
    for rule, named in NAME_RULES.items():
        schemas = with_properties(wire)
        document = {"components": {"schemas": schemas}, keys.PROPERTY_NAMES: rule}
        (module,) = Models(document).modules(["Thing"])
        (model,) = module.definitions
        assert isinstance(model, ModelClass)
        (field,) = model.fields
        assert field.name == attribute(wire)
        assert wire == (named(field.name) if field.alias is None else field.alias)
        assert (field.alias is None) == (named(field.name) == wire)


def built(folder: Path, *names: str, frozen: str = "") -> dict[str, str]:
    schema = with_properties(*names)["Thing"]
    content = {"application/json": {"schema": schema}}
    response = {"description": "A thing.", "content": content}
    source = {
        "openapi": "3.1.0",
        "info": {"title": "Things", "version": "1"},
        "paths": {"/things": {"get": {"responses": {"200": response}}}},
    }
    vendor = folder / "specs" / "shop"
    vendor.mkdir(parents=True, exist_ok=True)
    (vendor / "source.yaml").write_text(json.dumps(source), "utf-8")
    if frozen:
        (vendor / "names.yaml").write_text(frozen, "utf-8")
    return built_vendor(Project.at(folder).vendor("shop")).texts


def test_frozen_rule_holds_when_most_names_change(tmp_path: Path) -> None:
    before = built(tmp_path, "createdAt")
    frozen = before["specs/shop/names.yaml"]
    assert yaml.safe_load(frozen)[keys.PROPERTY_NAMES] == "camelCase"
    after = built(tmp_path, "createdAt", "updated_at", "deleted_at", frozen=frozen)
    assert after["specs/shop/names.yaml"] == frozen
    (model,) = (text for text in after.values() if "(CamelModel):" in text)
    assert "    created_at: Any = None\n" in model
    assert 'updated_at: Annotated[Any, Field(alias="updated_at")] = None\n' in model
