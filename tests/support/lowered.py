"""The intermediate representation of small documents."""

from __future__ import annotations

from typing import Any

from specloom import ir
from specloom.lower import lower
from specloom.models import Models
from specloom.vocabulary import keys


def package(operation: dict[str, Any], **root: Any) -> ir.Package:
    """Return the package of a document with one operation, `POST /things`."""
    node = {keys.NAME: "things.send", "responses": {"204": {}}, **operation}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Tiny", "version": "1"},
        "paths": {"/things": {"post": node}},
        "components": {"schemas": {}},
        **root,
    }
    return lower(document, "tiny", Models(document))


def lowered(operation: dict[str, Any], **root: Any) -> ir.Operation:
    """Return the only operation of a document."""
    ((found,),) = [r.operations for r in package(operation, **root).resources]
    return found
