"""Mend a user's code mechanically where names of a generated package were renamed.

The names are replaced at the places that LibCST reports, so that everything else stays
as it is, byte for byte.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .call_site import CallSite
from .impact import Impact
from .spans import Span, edited


@dataclass(frozen=True)
class Migration:
    """How a user's files are mended.

    Attributes:
        files: the new content of each file that changes, with its own encoding.
        diff: the changes as a unified diff.
        mended: the number of places that are mended.
        left: the places that are not mended, each with advice.
        notices: the files that were skipped, one sentence each.
    """

    files: Mapping[Path, bytes]
    diff: str
    mended: int
    left: tuple[CallSite, ...]
    notices: tuple[str, ...]


def migration(impact: Impact) -> Migration:
    """Return how the places that `find_impact` found are mended."""
    by_file: dict[Path, dict[Span, str]] = {}
    for (path, _), edits in impact.edits.items():
        by_file.setdefault(path, {}).update(edits)
    texts = {match.file.path: match.file for match in impact.matches}
    files: dict[Path, bytes] = {}
    diff: list[str] = []
    notices = list(impact.notices)
    mended = 0
    for path, spans in by_file.items():
        file = texts[path]
        text = edited(file.text, spans.items())
        try:
            files[path] = text.encode(file.encoding)
        except UnicodeEncodeError:
            reason = f"its encoding, {file.encoding}, has no letters of the new names"
            notices.append(f"{path}: not mended: {reason}")
            continue
        diff.append(_diff(path, file.text, text))
        mended += sum(place == path for place, _ in impact.edits)
    left = tuple(each for each in impact.sites if each.advice)
    return Migration(files, "".join(diff), mended, left, tuple(notices))


def _diff(path: Path, old: str, new: str) -> str:
    """Return a unified diff of one file."""
    name = path.as_posix().lstrip("/")
    lines = difflib.unified_diff(
        old.splitlines(keepends=True),
        new.splitlines(keepends=True),
        f"a/{name}",
        f"b/{name}",
    )
    end = "\n\\ No newline at end of file\n"
    return "".join(e if e.endswith(("\n", "\r")) else e + end for e in lines)
