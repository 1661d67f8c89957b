"""Compare what is found in pairs of descriptions with the verdict of the reference.

    python tests/support/diff_cases.py FOLDER

writes docs/diff-cases.md, the table of the pairs about which the two disagree. FOLDER
has a folder for each pair: `base.yaml`, `revision.yaml` and `expected.json`, the list
of changes that oasdiff finds. The reasons are in `diff_case_reasons.yaml`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from specloom.changes import Change
from specloom.contract import compare_contract
from specloom.load import load

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "diff-cases.md"
REASONS: Mapping[str, str] = yaml.safe_load(
    Path(__file__).with_name("diff_case_reasons.yaml").read_text("utf-8")
)
GLOBAL = ("/servers", "/security", "/components/securitySchemes", "/info")
"""The places that concern all operations, of which the reference names none."""
HEAD = """\
# Pairs of descriptions on which Specloom and oasdiff disagree

`specloom diff` was compared with [oasdiff](https://www.oasdiff.com), the reference of
the field, on {pairs} pairs of descriptions. `tests/support/diff_cases.py` writes this
page; do not edit it.

| | agree | of | % |
|---|---:|---:|---:|
{scores}

*disputed*: pairs with a change whose level oasdiff's own authors doubt. *operations*:
the pairs that either calls breaking, in which both name exactly the same operations.

| pair | oasdiff | Specloom | why |
|---|---|---|---|
"""


@dataclass(frozen=True, kw_only=True)
class Pair:
    """One pair, with both verdicts.

    Attributes:
        name: the name of its folder.
        disputed: whether the reference's authors doubt the level of one of its changes.
        expects_nothing: whether the reference finds no change at all.
        expected: whether it is breaking by the reference.
        expected_operations: the operations that its breaking changes reach.
        changes: the changes that Specloom finds.
    """

    name: str
    disputed: bool
    expects_nothing: bool
    expected: bool
    expected_operations: frozenset[str]
    changes: Sequence[Change]

    @property
    def found(self) -> bool:
        """Whether it is breaking by Specloom."""
        return any(each.level == "breaking" for each in self.changes)

    @property
    def operations(self) -> frozenset[str]:
        """The operations that the breaking changes reach, except those of all calls."""
        return frozenset(
            str(operation)
            for change in self.changes
            if change.level == "breaking"
            and not change.place.pointer.startswith(GLOBAL)
            for operation in change.operations
        )

    @property
    def is_false_alarm(self) -> bool:
        """Whether something is reported where the reference finds nothing at all."""
        return self.expects_nothing and any(c.level != "info" for c in self.changes)


def read_pair(folder: Path) -> Pair:
    """Compare the two descriptions of a pair."""
    expected = json.loads((folder / "expected.json").read_text("utf-8"))["changes"]
    broken = [c for c in expected if c.get("level_v130", c["level"]) == "ERR"]
    old, new = (
        load(folder / f"{name}.yaml", shown=f"{name}.yaml", dropped=[])
        for name in ("base", "revision")
    )
    return Pair(
        name=folder.name,
        disputed=any(change.get("level_disputed") for change in expected),
        expects_nothing=not expected,
        expected=bool(broken),
        expected_operations=frozenset(
            f"{change['operation']} {change['path']}"
            for change in broken
            if change.get("operation")
        ),
        changes=compare_contract(old, new),
    )


def read_pairs(folder: Path) -> list[Pair]:
    """Compare all pairs in a folder."""
    names = sorted(path.parent for path in folder.glob("*/expected.json"))
    return [read_pair(name) for name in names]


def score(pairs: Sequence[Pair]) -> dict[str, tuple[int, int]]:
    """Return how many pairs agree, and of how many, for each criterion."""
    agreeing = [pair for pair in pairs if pair.found == pair.expected]
    undisputed = [pair for pair in pairs if not pair.disputed]
    breaking = [pair for pair in pairs if pair.found or pair.expected]
    return {
        "breaking or not, without disputed": (
            sum(pair in agreeing for pair in undisputed),
            len(undisputed),
        ),
        "breaking or not, all": (len(agreeing), len(pairs)),
        "operations": (
            sum(pair.operations == pair.expected_operations for pair in breaking),
            len(breaking),
        ),
        "no alarm where oasdiff finds nothing": (
            sum(p.expects_nothing and not p.is_false_alarm for p in pairs),
            sum(pair.expects_nothing for pair in pairs),
        ),
    }


def disagreements(pairs: Sequence[Pair]) -> Iterator[Pair]:
    """Yield the pairs about which the two disagree."""
    for pair in pairs:
        same = pair.found == pair.expected
        either = pair.found or pair.expected
        other_operations = either and pair.operations != pair.expected_operations
        if not same or other_operations or pair.is_false_alarm:
            yield pair


def page(pairs: Sequence[Pair]) -> str:
    """Return the text of docs/diff-cases.md."""
    scores = "\n".join(
        f"| {title} | {agree} | {of} | {agree / max(of, 1):.1%} |"
        for title, (agree, of) in score(pairs).items()
    )
    rows = (
        f"| {pair.name}{' (disputed)' if pair.disputed else ''} "
        f"| {_verdict(pair.expected, pair.expected_operations)} "
        f"| {_verdict(pair.found, pair.operations)} "
        f"| {REASONS.get(pair.name, 'NOT EXPLAINED')} |\n"
        for pair in disagreements(pairs)
    )
    return HEAD.format(pairs=len(pairs), scores=scores) + "".join(rows)


def _verdict(is_breaking: bool, operations: frozenset[str]) -> str:
    shown = ", ".join(f"`{each}`" for each in sorted(operations)[:3])
    more = f" and {len(operations) - 3} more" if len(operations) > 3 else ""
    text = "breaking" if is_breaking else "not breaking"
    return f"{text}: {shown}{more}" if shown else text


def main() -> None:
    """Write the page, and print the scores."""
    pairs = read_pairs(Path(sys.argv[1]))
    PAGE.write_text(page(pairs), "utf-8")
    for title, (agree, of) in score(pairs).items():
        print(f"{title}: {agree} of {of}, {agree / max(of, 1):.1%}")
    rows: list[Any] = [p.name for p in disagreements(pairs) if p.name not in REASONS]
    print(f"not explained: {len(rows)} {rows}")


if __name__ == "__main__":
    main()
