"""Change one line of a vendor's source: exactly that change at every level."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

import pytest
from specloom.builds.full_builds import FullBuild, full_build
from specloom.changes import Level, PythonEffect
from specloom.comparison import Bump, compare_builds
from specloom.project.folders import Project

ROOT = Path(__file__).parents[2]


class Edit(NamedTuple):
    """An edit of one line, and what must be found.

    Attributes:
        vendor: the vendor whose source is edited.
        line: what only the line contains.
        old: the text in the line that is replaced.
        new: the text instead.
        level: what it means for the contract.
        python: what it means for Python code.
        bump: the part of the version that it raises.
        signatures: the Python signatures before and after.
    """

    vendor: str
    line: str
    old: str
    new: str
    level: Level
    python: PythonEffect
    bump: Bump
    signatures: tuple[tuple[str, ...], tuple[str, ...]]


EDITS = {
    "property added": Edit(
        "economic",
        "Telephone number of the contact.",
        "        phone: ",
        "        mobile: {type: string}\n        phone: ",
        "info",
        "compatible",
        "minor",
        (
            (),
            (
                "Contact.mobile: str | None = None",
                "ContactInput.mobile: str | None = None",
                "ContactUpdate.mobile: str | None = None",
                "Contacts.edit(mobile: str | None = None)",
            ),
        ),
    ),
    "property removed": Edit(
        "economic",
        "instance: {type: string}",
        "instance: ",
        "# instance: ",
        "info",
        "breaking",
        "major",
        (("ProblemDetails.instance: str | None = None",), ()),
    ),
    "shared parameter retyped": Edit(
        "economic",
        "name: number, in: path",
        "type: integer, format: int32",
        "type: string",
        "info",
        "breaking",
        "major",
        (
            (
                "Contacts.delete(number: int)",
                "Contacts.edit(number: int)",
                "Contacts.get(number: int)",
                "Groups.delete(number: int)",
                "Groups.edit(number: int)",
                "Groups.get(number: int)",
            ),
            (
                "Contacts.delete(number: str)",
                "Contacts.edit(number: str)",
                "Contacts.get(number: str)",
                "Groups.delete(number: str)",
                "Groups.edit(number: str)",
                "Groups.get(number: str)",
            ),
        ),
    ),
    "words": Edit(
        "economic",
        "summary: Adds a contact to a supplier.",
        "Adds a contact",
        "Adds a person",
        "info",
        "none",
        "patch",
        ((), ()),
    ),
    "property retyped": Edit(
        "mews",
        "The last counter returned.",
        ", format: uuid",
        "",
        "breaking",
        "breaking",
        "major",
        (
            ("CounterResult.cursor: UUID | None = None",),
            ("CounterResult.cursor: str | None = None",),
        ),
    ),
    "enumeration widened": Edit(
        "orquest",
        "enum: [YEAR, SEMESTER",
        "CUSTOM]",
        "CUSTOM, HOUR]",
        "breaking",
        "compatible",
        "minor",
        ((), ("Scope.HOUR = 'HOUR'",)),
    ),
    "limit of a parameter": Edit(
        "orquest",
        "name: serviceId, in: path",
        "schema: {type: string}",
        "schema: {type: string, maxLength: 9}",
        "breaking",
        "none",
        "patch",
        ((), ()),
    ),
    "property of a base schema retyped": Edit(
        "opencell",
        "The code that names it.",
        "code: {type: string",
        "code: {type: integer",
        "breaking",
        "breaking",
        "major",
        (
            (
                "BusinessEntity.code: str | None = None",
                "CounterPeriodFields.code: "
                "Field[str, Member | Eq | Ne | Like | IsNull | Sortable]",
            ),
            (
                "BusinessEntity.code: int | None = None",
                "CounterPeriodFields.code: "
                "Field[int, Member | Eq | Ne | Like | IsNull | Sortable]",
            ),
        ),
    ),
}


@pytest.fixture(scope="module")
def builds() -> dict[str, FullBuild]:
    """Return the builds of the vendors as they are."""
    project = Project.at(ROOT)
    return {name: full_build(project.vendor(name)) for name in project.names()}


def edited(folder: Path, edit: Edit) -> FullBuild:
    """Return the build of a vendor after an edit, in a copy of the project."""
    for file in ("pyproject.toml", "LICENSE"):
        shutil.copy(ROOT / file, folder)
    target = folder / "specs"
    shutil.copytree(ROOT / "specs", target)
    source = target / edit.vendor / "source.yaml"
    lines = source.read_text("utf-8").splitlines(keepends=True)
    (number,) = (n for n, text in enumerate(lines) if edit.line in text)
    assert edit.old in lines[number]
    lines[number] = lines[number].replace(edit.old, edit.new)
    source.write_text("".join(lines), "utf-8")
    return full_build(Project.at(folder).vendor(edit.vendor))


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_one_line_is_one_change(
    edit: Edit, builds: dict[str, FullBuild], tmp_path: Path
) -> None:
    found = compare_builds(builds[edit.vendor], edited(tmp_path, edit))
    first, *others = found.changes
    assert (first.level, first.python, found.bump) == edit[4:7]
    # What requests and responses share is a change of each.
    assert {each.place for each in others} <= {first.place}
    assert len({each.direction for each in found.changes}) == len(found.changes) <= 2
    before = [text for each in found.changes for text in each.before]
    after = [text for each in found.changes for text in each.after]
    assert (sorted(before), sorted(after)) == (
        sorted(edit.signatures[0]),
        sorted(edit.signatures[1]),
    )
    place = first.place.new or first.place.old
    assert place is not None
    assert place.file == f"specs/{edit.vendor}/source.yaml"
