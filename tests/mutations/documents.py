"""The documents that are changed."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("SPECLOOM_SHARED", ROOT.parent / "shared"))
FOLDERS = (ROOT / "tests" / "defects", SHARED / "corpus")
LARGEST = 300_000
"""Bytes of a document that is changed often: larger ones would take all the time."""


def found_documents(
    chosen: list[Path], largest: int = LARGEST
) -> tuple[list[Path], list[Path]]:
    """Return the documents up to a size, and the larger ones.

    Args:
        chosen: files and folders; none for the folders that are always used.
        largest: a number of bytes.
    """
    found: list[Path] = []
    for path in chosen or [folder for folder in FOLDERS if folder.is_dir()]:
        files = sorted(path.iterdir()) if path.is_dir() else [path]
        found += [file for file in files if file.suffix in (".yaml", ".yml", ".json")]
    small = [path for path in found if path.stat().st_size <= largest]
    return small, [path for path in found if path not in small]


def read_document(path: Path) -> Any:
    """Return a document as plain JSON values, read without the generator."""
    text = path.read_text("utf-8")
    if path.suffix == ".json":
        return json.loads(text)
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return json.loads(json.dumps(yaml.load(text, loader), default=str))
