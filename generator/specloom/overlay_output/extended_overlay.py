"""Add actions to the overlay of a vendor, or make its first overlay; write nothing."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Sequence
from typing import Any, NamedTuple

from ..errors import SourceLocation, SpecError
from ..load import Documents, decode_text, load_bytes
from ..messages import Message
from ..project.vendor import Vendor
from .appended_text import new_overlay, with_actions
from .document_text import document_text, format_of


class ExtendedOverlay(NamedTuple):
    """An overlay before and after actions are added.

    Attributes:
        file: its file, relative to the vendor's root.
        before: its text; "" if there is no overlay.
        text: its text with the actions.
    """

    file: str
    before: str
    text: str


def extended_overlay(
    vendor: Vendor,
    documents: Documents,
    actions: Sequence[dict[str, Any]],
    *,
    title: str,
    new: str = "",
) -> ExtendedOverlay:
    """Return the vendor's overlay with further actions; nothing is written.

    Args:
        vendor: the vendor.
        documents: its documents.
        actions: the actions to add.
        title: the title of a new overlay.
        new: the file of a new overlay; by default overlay.yaml of the vendor.

    Raises:
        SpecError: the actions cannot be added without changing the layout of the file.
    """
    if documents.overlay is None:
        file = new or f"{vendor.specs}/overlay.yaml"
        text = document_text(new_overlay(title, actions), format_of(file))
        return ExtendedOverlay(file, "", text)
    file = documents.overlay.file
    data = load_bytes(vendor.root / file, shown=file)
    edited = with_actions(data, documents.overlay, actions)
    if not edited.keeps_layout:
        raise SpecError.at(SourceLocation(file=file), Message.LAYOUT_NOT_KEPT())
    mark = "\ufeff" if data.startswith(BOM_UTF8) else ""
    before = decode_text(data, shown=file)
    return ExtendedOverlay(file, mark + before, mark + edited.text)
