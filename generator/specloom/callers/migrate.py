"""Mend a user's code mechanically where names of a generated package were renamed.

The names are replaced at the places that LibCST reports, so that everything else stays
as it is, byte for byte.
"""

from __future__ import annotations

import difflib
import io
import keyword
import tokenize
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..surface import SurfaceChange
from .call_site import CallSite
from .impact import Impact
from .matches import Match
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
    by_file: dict[Path, list[Match]] = {}
    for match in impact.matches:
        if match.certainty == "certain" and match.change.renamed_to:
            by_file.setdefault(match.file.path, []).append(match)
    kept = _kept_names(by_file)
    files: dict[Path, bytes] = {}
    diff: list[str] = []
    notices = list(impact.notices)
    mended: set[tuple[Path, Span]] = set()
    for path, matches in by_file.items():
        file = matches[0].file
        edits = _edits(matches, kept)
        text = edited(file.text, edits.items())
        try:
            data = text.encode(file.encoding)
        except UnicodeEncodeError:
            notices.append(f"{path}: not mended: {file.encoding} has no such letters")
            continue
        if data != file.data:
            files[path] = data
            diff.append(_diff(path, file.text, text))
            mended |= {(path, span) for span in edits}
    left = tuple(each for each in impact.sites if each.advice)
    return Migration(files, "".join(diff), len(mended), left, tuple(notices))


def _kept_names(by_file: Mapping[Path, Sequence[Match]]) -> set[SurfaceChange]:
    """Return the changes whose old names are kept, because the new ones are taken.

    If a file has the new name of a class already, the class is imported under its old
    name everywhere, so that all files agree.
    """
    found: set[SurfaceChange] = set()
    for matches in by_file.values():
        words = _words(matches[0].file.text)
        found |= {
            match.change
            for match in matches
            if match.use.form == "name" and match.change.renamed_to in words
        }
    return found


def _edits(
    matches: Iterable[Match], kept: Collection[SurfaceChange]
) -> dict[Span, str]:
    """Return the new text of each place."""
    found: dict[Span, str] = {}
    for match in matches:
        use, change = match.use, match.change
        new, old = change.renamed_to or "", _last_name(change)
        if use.name != old or not new.isidentifier() or keyword.iskeyword(new):
            continue
        if change not in kept or use.form != "name" or use.traits.is_member:
            found[use.span] = new
        elif use.traits.is_binding and use.is_shown:
            found[use.span] = new if use.traits.has_alias else f"{new} as {old}"
    return found


def _last_name(change: SurfaceChange) -> str:
    return change.qualname.rstrip(")").replace("(", ".").rpartition(".")[2]


def _words(text: str) -> set[str]:
    """Return all names in text."""
    try:
        tokens = tokenize.generate_tokens(io.StringIO(text).readline)
        return {each.string for each in tokens if each.type == tokenize.NAME}
    except (tokenize.TokenError, SyntaxError):
        return set()


def _diff(path: Path, old: str, new: str) -> str:
    """Return a unified diff of one file."""
    name = path.as_posix().lstrip("/")
    lines: Sequence[str] = list(
        difflib.unified_diff(
            old.splitlines(keepends=True),
            new.splitlines(keepends=True),
            f"a/{name}",
            f"b/{name}",
        )
    )
    end = "\n\\ No newline at end of file\n"
    return "".join(
        each if each.endswith(("\n", "\r")) else each + end for each in lines
    )
