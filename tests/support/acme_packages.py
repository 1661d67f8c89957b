"""The generated package of a small vendor, whose API changes in tests of callers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml
from imported_texts import single_vendor
from specloom.build_result import BuildResult
from specloom.load import Document, Documents, read
from specloom.pipeline import build_vendor

DESCRIPTION = Path(__file__).parents[1] / "callers" / "vendor.yaml"
PACKAGE = "acme"


def acme_description() -> Any:
    """Return the description of the vendor, which may be changed."""
    return yaml.safe_load(DESCRIPTION.read_text("utf-8"))


def acme_build(description: Any) -> BuildResult:
    """Return the package of a description; the client is `acme.Acme`."""
    file = "document.json"
    tree = read(json.dumps(description).encode(), shown=file)
    documents = Documents(Document(file, tree))
    return build_vendor(single_vendor(PACKAGE, file), documents)


def write_package(result: BuildResult, folder: Path) -> None:
    """Write the modules of a package, to be imported from the folder."""
    for path, text in result.texts.items():
        if path.startswith(f"{PACKAGE}/"):
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, "utf-8")
    (folder / PACKAGE / "py.typed").touch()
