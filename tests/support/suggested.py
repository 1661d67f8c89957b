"""Proposals for small descriptions, written in a few lines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from specloom.builds.sources import Sources
from specloom.pipeline import normalize_vendor
from specloom.project.vendor import vendor_of_file
from specloom.suggest import Proposal, Suggestions, suggestions

DATE = "2026-03-31"


def document(
    parameters: str = "",
    response: Any = None,
    *,
    operation: dict[str, Any] | None = None,
    **root: Any,
) -> dict[str, Any]:
    """Return a description with one list, `GET /things`.

    Args:
        parameters: the names of query parameters; those that end with `#` are integers.
        response: the schema of the response.
        operation: further members of the operation.
        root: further members of the description.
    """
    declared = [
        {
            "name": name.rstrip("#"),
            "in": "query",
            "schema": {"type": "integer" if name.endswith("#") else "string"},
        }
        for name in parameters.split()
    ]
    schema = array() if response is None else response
    content = {"application/json": {"schema": schema}}
    listed = {
        "parameters": declared,
        "responses": {"200": {"description": "OK", "content": content}},
        **(operation or {}),
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Things", "version": "1"},
        "servers": [{"url": "https://things.test"}],
        "paths": {"/things": {"get": listed}},
        **root,
    }


def array(**properties: str) -> dict[str, Any]:
    """Return the schema of a list of objects with properties of these types."""
    members = {"id": "string", **properties}
    items = {
        "type": "object",
        "properties": {name: {"type": kind} for name, kind in members.items()},
    }
    return {"type": "array", "items": items}


def thing(**properties: Any) -> dict[str, Any]:
    """Return the schema of an object; a property is a schema, or the name of a type."""
    return {
        "type": "object",
        "properties": {
            name: {"type": each} if isinstance(each, str) else each
            for name, each in properties.items()
        },
    }


def suggested(folder: Path, described: dict[str, Any]) -> Suggestions:
    """Return what is proposed for a description."""
    path = folder / "openapi.json"
    path.write_text(json.dumps(described, indent=1), encoding="utf-8")
    return suggested_file(path)


def suggested_file(path: Path) -> Suggestions:
    """Return what is proposed for the description in a file."""
    vendor = vendor_of_file(path, "things")
    documents = Sources(vendor).documents
    normalized = normalize_vendor(vendor, documents)
    return suggestions(normalized, documents, checked=DATE)


def only(found: Suggestions, kind: str) -> Proposal:
    """Return the only proposal of a kind."""
    assert not found.refused
    (one,) = (each for each in found.proposals if each.kind == kind)
    return one


def stated(proposal: Proposal, operation: str = "GET /things") -> Any:
    """Return the members that a proposal sets on an operation."""
    method, path = operation.split()
    (action,) = (each for each in proposal.actions if each["target"] == "$.paths")
    return action["update"][path][method.lower()]
