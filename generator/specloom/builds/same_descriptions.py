"""Decide whether two descriptions are the same without building anything.

This module imports no pass, so that the usual answer, that nothing changed, is quick.
"""

from __future__ import annotations

from pathlib import Path

from ..load import document_format
from ..project.vendor import vendor_of_file
from ..regular_files import read_regular
from .sources import Sources


def are_same_descriptions(old: Path, new: Path) -> bool:
    """Return whether two files have the same bytes and refer to no other file.

    Raises:
        SpecError: they have the same bytes, but are not an OpenAPI document.
    """
    try:
        if read_regular(old) != read_regular(new):
            return False
    except (OSError, ValueError):
        return False  # Loading it raises the error, with its reason.
    documents = Sources(vendor_of_file(new, "same")).documents
    source = documents.description
    document_format(source.data, source.location([]))
    return not documents.others and not documents.unread
