"""Test on which side a property that only requests have is required."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from specloom.build import build_file

CASE = Path(__file__).parents[1] / "defects" / "required-on-one-side.yaml"


def required() -> dict[str, Any]:
    """Return what each component of the case requires, in all of its parts."""
    made = build_file(CASE, "sides").texts
    text = next(t for name, t in made.items() if str(name).endswith("openapi.yaml"))
    schemas = yaml.safe_load(text)["components"]["schemas"]
    return {
        name: sorted(
            wire
            for part in [schema, *schema.get("allOf", ())]
            for wire in part.get("required", ())
        )
        for name, schema in schemas.items()
    }


def test_write_only_properties_are_required_in_requests_alone() -> None:
    assert required() == {
        "Admin": [],
        "AdminInput": ["pin"],
        "Login": ["password"],
        "Team": ["admins"],
        "User": ["name"],
        "UserInput": ["name", "password"],
    }
