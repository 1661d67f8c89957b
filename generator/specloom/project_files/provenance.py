"""Record where the source of a vendor is from, in `provenance.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from ..errors import SpecError
from ..load import load, read
from ..normalize.yaml_writer import write_yaml

FILE = "provenance.yaml"
"""The file in the vendor's folder. No other command reads it."""
_HEADER = "# Where the source is from, as `specloom add` and `update` recorded it.\n"


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """Where a source is from.

    Attributes:
        file: the name of the file that was copied.
        address: where the file was downloaded; "" if that is not known.
        version: the version that the description states; "" without one.
        sha256: the digest of the file, in hexadecimal.
        date: the date on which it was copied, in ISO 8601.
    """

    file: str
    address: str
    version: str
    sha256: str
    date: str

    @classmethod
    def of(cls, file: str, data: bytes, *, address: str, date: str) -> Provenance:
        """Return the provenance of a file.

        Args:
            file: the path or the name of the file.
            data: its content.
            address: where it was downloaded; "" if that is not known.
            date: today, in ISO 8601.
        """
        return cls(
            file=Path(file).name,
            address=address,
            version=_version(file, data),
            sha256=sha256(data).hexdigest(),
            date=date,
        )

    def text(self) -> str:
        """Return the text of the file."""
        members = {
            "file": self.file,
            "from": self.address,
            "version": self.version,
            "sha256": self.sha256,
            "date": self.date,
        }
        return _HEADER + write_yaml({k: v for k, v in members.items() if v})


def recorded(file: Path) -> Mapping[str, str]:
    """Return the members of a provenance file; empty if there is none."""
    try:
        members = load(file, shown=file.name).data
    except SpecError:
        return {}
    known = members.items() if isinstance(members, Mapping) else ()
    return {key: value for key, value in known if isinstance(value, str)}


def _version(file: str, data: bytes) -> str:
    shown = "source.json" if file.lower().endswith(".json") else "source.yaml"
    try:
        tree: Any = read(data, shown=shown, dropped=[])
    except SpecError:
        return ""
    info = tree.get("info") if isinstance(tree, Mapping) else None
    version = info.get("version") if isinstance(info, Mapping) else None
    return str(version) if isinstance(version, str | int | float) else ""
