"""Read the descriptions in a wheel of generated clients.

Nothing is extracted, and nothing of the wheel is imported: the few members that are
needed are read by their exact names, up to a size.
"""

from __future__ import annotations

import json
import re
import zipfile
import zlib
from collections import Counter
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from ..errors import SourceLocation, SpecError
from ..load import MAX_BYTES, Document, read
from ..messages import Message
from ..regular_files import read_regular

MAX_WHEEL = 500_000_000
"""The maximum size of a wheel in bytes."""
PROVENANCE = "specloom.json"
"""The member next to a vendor's description that says how the package was made."""
_DESCRIPTION = re.compile(rf"(?P<package>\w+)/(?P<vendor>\w+)/{re.escape(PROVENANCE)}")


@dataclass(frozen=True)
class WheelDescription:
    """What a wheel says about one vendor.

    Attributes:
        document: the normalized document.
        provenance: the version of Specloom, the options and the digests of the inputs,
            as JSON.
    """

    document: Document
    provenance: dict[str, Any]


def read_wheel(path: Path, package: str) -> dict[str, WheelDescription]:
    """Return the description of each vendor in a wheel.

    Args:
        path: the wheel.
        package: the package of the project; if the wheel contains several packages of
            clients, only this one is read.

    Raises:
        SpecError: the file is not a wheel, or contains no description.
        OSError: the file cannot be read.
    """
    shown = str(path)
    data = read_regular(path, MAX_WHEEL + 1)
    if len(data) > MAX_WHEEL:
        too_large = Message.TOO_LARGE(most=MAX_WHEEL)
        raise SpecError.at(SourceLocation(file=shown), too_large)
    try:
        with zipfile.ZipFile(BytesIO(data)) as wheel:
            return _read(wheel, shown, package)
    except (
        EOFError,
        NotImplementedError,
        RecursionError,
        RuntimeError,
        UnicodeDecodeError,
        ValueError,
        zipfile.BadZipFile,
        zlib.error,
    ) as error:
        raise _unreadable(shown, str(error).lower() or "it is damaged") from None


def _read(
    wheel: zipfile.ZipFile, shown: str, package: str
) -> dict[str, WheelDescription]:
    members = Counter(wheel.namelist())
    found = [match for name in members if (match := _DESCRIPTION.fullmatch(name))]
    packages = {match["package"] for match in found}
    if len(packages) > 1:
        found = [match for match in found if match["package"] == package]
    if not found:
        expected = f"{package}/<vendor>/{PROVENANCE}"
        message = Message.NO_DESCRIPTION(expected=expected)
        raise SpecError.at(SourceLocation(file=shown), message)
    descriptions = {}
    for match in sorted(found, key=lambda match: match["vendor"]):
        folder = f"{match['package']}/{match['vendor']}"
        names = [f"{folder}/{name}" for name in (PROVENANCE, "openapi.yaml")]
        if wrong := next((name for name in names if members[name] != 1), None):
            times = "twice" if members[wrong] else "no"
            raise _unreadable(shown, f"it contains {times} {wrong}")
        provenance, description = (_member(wheel, name, shown) for name in names)
        parsed = json.loads(provenance)
        if not isinstance(parsed, dict):
            raise _unreadable(shown, f"{names[0]} is not an object")
        inside = f"{Path(shown).name}/{names[1]}"
        document = Document(inside, read(description, shown=inside))
        descriptions[match["vendor"]] = WheelDescription(document, parsed)
    return descriptions


def _member(wheel: zipfile.ZipFile, name: str, shown: str) -> bytes:
    """Return the content of a member, whatever size the wheel claims for it."""
    with wheel.open(name) as member:
        data = member.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise _unreadable(shown, f"{name} is larger than {MAX_BYTES:,} bytes")
    return data


def _unreadable(shown: str, reason: str) -> SpecError:
    return SpecError.at(SourceLocation(file=shown), Message.NOT_A_WHEEL(reason=reason))
