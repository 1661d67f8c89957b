"""Compare what `specloom suggest` proposes with the labels: `make suggest-score`.

    python tests/support/suggest_score.py [--details] [--half tuned|other]

The labels (tests/suggest/labels.yaml) are of operations of descriptions next to the
checkout (../shared/corpus, or the folder SPECLOOM_SHARED) and of specs/. All proposals
are accepted, the description is normalized with them, and the result is read. Vendors
are in two halves by the hash of their names; the detectors were tuned on one of them.
"""

from __future__ import annotations

import argparse
import hashlib
import math
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml
from specloom.builds.sources import Sources
from specloom.document import Operation, Spec
from specloom.load import Document, Documents, read
from specloom.overlay_output.appended_text import new_overlay
from specloom.overlay_output.document_text import document_text
from specloom.pipeline import normalize_vendor
from specloom.project.vendor import vendor_of_file
from specloom.suggest import Proposal, actions_of, suggestions
from specloom.vocabulary import keys

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("SPECLOOM_SHARED", ROOT.parent / "shared"))
LABELS = ROOT / "tests/suggest/labels.yaml"
KINDS = ("pagination", "auth", "errors")
USABLE = "auth, usable"
"""The kind that counts as right if each alternative of the client is accepted."""
HALVES = ("tuned", "other")
Label = Mapping[str, Any]


@dataclass
class Counts:
    """How the proposals of one kind compare with the labels of one half.

    Attributes:
        labelled: the operations whose label is not `none`.
        proposed: the operations with a proposal.
        right: the operations whose proposal is that of the label.
        wrong: a line for each proposal that is not, and for each that is missing.
    """

    labelled: int = 0
    proposed: int = 0
    right: int = 0
    wrong: list[str] = field(default_factory=list)


def half(vendor: str) -> str:
    """Return the half of a vendor."""
    number = int(hashlib.sha256(vendor.encode()).hexdigest(), 16)
    return HALVES[number % 2]


def interval(part: int, whole: int) -> tuple[float, float]:
    """Return the 95 % interval of a proportion (Wilson 1927)."""
    if not whole:
        return 0.0, 1.0
    z, p = 1.959964, part / whole
    middle = (p + z * z / (2 * whole)) / (1 + z * z / whole)
    spread = math.sqrt(p * (1 - p) / whole + z * z / (4 * whole * whole))
    spread *= z / (1 + z * z / whole)
    return max(0.0, middle - spread), min(1.0, middle + spread)


# --- what is proposed ---


@dataclass(frozen=True)
class Accepted:
    """A description with all its proposals.

    Attributes:
        operations: the operations of the normalized description by `METHOD /path`.
        covered: for each kind, the operations that a proposal is about.
    """

    operations: Mapping[str, Operation]
    covered: Mapping[str, set[str]]


def description_file(document: str) -> Path:
    """Return the file of a labelled document."""
    own = ROOT / "specs" / document
    return own if own.is_file() else SHARED / "corpus" / document


def accepted(path: Path) -> Accepted:
    """Return a description with everything that is proposed for it."""
    vendor = vendor_of_file(path, "labelled")
    documents = Sources(vendor).documents
    normalized = normalize_vendor(vendor, documents)
    found = suggestions(normalized, documents, checked="2026-01-01").proposals
    kinds = {"pagination": "pagination", "auth": "auth", "error-model": "errors"}
    used = [each for each in found if each.kind in kinds]
    if used:
        normalized = normalize_vendor(vendor, _with(documents, used))
    spec = Spec.of(normalized.document)
    covered: dict[str, set[str]] = {kind: set() for kind in KINDS}
    for each in used:
        covered[kinds[each.kind]] |= {*each.operations}
    return Accepted({each.wire: each for each in spec.operations()}, covered)


def _with(documents: Documents, used: Iterable[Proposal]) -> Documents:
    text = document_text(new_overlay("All", actions_of(used)), "yaml")
    overlay = Document("all.yaml", read(text.encode(), shown="all.yaml"))
    return replace(documents, overlay=overlay)


def pages(made: Accepted, operation: Operation) -> dict[str, Any] | None:
    """Return the pagination of an operation, in the form of a label."""
    fact = operation.extension(keys.PAGINATION)
    if not fact or fact["style"] == "single-page":
        return None
    request = {
        role: place.removeprefix("$request.").replace("body#", "body.")
        for role, place in fact.get("request", {}).items()
    }
    style = fact["style"]
    if style == "next-link" and "cursor" in request:
        style = "cursor"  # Its value is only in the link, which the client follows.
    items = fact["response"]["items"].removeprefix("$response.body").lstrip("#")
    return {"style": style, "request": request, "items": items}


def credentials(made: Accepted, operation: Operation) -> list[str] | None:
    """Return the alternatives of an operation's credentials, in the form of a label."""
    spec = operation.spec
    required = operation.node.get("security", spec.document.get("security")) or ()
    alternatives = {
        " + ".join(sorted(_word(spec.security_schemes[n]).lower() for n in each))
        or "none"
        for each in required
    }
    if fact := operation.extension(keys.AUTH):
        places = [
            f["location"] for f in fact["fields"].values() if f.get("secret", True)
        ]
        words = sorted(_place(place).lower() for place in places)
        alternatives |= {" + ".join(words)}
    return sorted(alternatives - {"none"}) and sorted(alternatives)


def _place(location: str) -> str:
    place, _, name = location.removeprefix("$request.").partition(".")
    return f"{place} {name}" if name else place.replace("body#", "body ")


def _word(scheme: Mapping[str, Any]) -> str:
    if scheme["type"] == "apiKey":
        return f"{scheme['in']} {scheme['name']}"
    if scheme["type"] == "http":
        known = scheme["scheme"].lower() in ("basic", "bearer")
        return scheme["scheme"].lower() if known else "header Authorization"
    return "bearer"


def errors(made: Accepted, operation: Operation) -> dict[str, Any] | None:
    """Return the first locations of the message and the code of an error."""
    if operation.wire not in made.covered["errors"]:
        return None
    scheme = operation.extension(keys.ERRORS)
    found: dict[str, Any] = {"message": None, "code": None}
    for name in found:
        places = [r[name] for r in (scheme or {}).get("rules", ()) if name in r]
        if places:
            first = places[0] if isinstance(places[0], str) else places[0][0]
            found[name] = first.removeprefix("$response.body").lstrip("#")
    return found


# --- the comparison ---


def is_right_page(found: Mapping[str, Any], label: Any) -> bool:
    """Return whether a pagination is that of a label."""
    if label == "none" or found["items"] != label.get("items", ""):
        return False
    also = label.get("also", [])
    if found["style"] in ([also] if isinstance(also, str) else also):
        return True
    if found["style"] != label["style"]:
        return False
    role = {"keyset": "cursor", "next-link": ""}.get(found["style"], found["style"])
    return not role or found["request"].get(role) == label["request"].get(role)


def is_right_auth(found: list[str], label: list[str]) -> bool:
    """Return whether alternatives of credentials are those of a label."""
    # The names of headers are the same in any case.
    return {each.lower() for each in found} == {
        " + ".join(sorted(each.lower().split(" + "))) for each in label
    }


def is_usable_auth(found: list[str], label: list[str]) -> bool:
    """Return whether each alternative of credentials is one of a label.

    A client needs one alternative that is accepted; it may know fewer than there are.
    """
    known = {" + ".join(sorted(each.lower().split(" + "))) for each in label}
    return {each.lower() for each in found} - {"none"} <= known


def is_right_error(found: Mapping[str, Any], label: Any) -> bool:
    """Return whether the locations of an error are those of a label."""
    if label == "none":
        return False
    return all(
        found[name] in label[name] if label[name] else found[name] is None
        for name in ("message", "code")
    )


Reader = Callable[[Accepted, Operation], Any]
COMPARED: Mapping[str, tuple[Reader, Callable[[Any, Any], bool]]] = {
    "pagination": (pages, is_right_page),
    "auth": (credentials, is_right_auth),
    USABLE: (credentials, is_usable_auth),
    "errors": (errors, is_right_error),
}


def is_labelled(label: Any) -> bool:
    """Return whether a label states something."""
    return label not in ("none", [], None, ["none"])


def scores(labels: Iterable[Label]) -> dict[tuple[str, str], Counts]:
    """Return the counts by kind and half."""
    found = {(kind, name): Counts() for kind in COMPARED for name in HALVES}
    by_document: dict[str, list[Label]] = {}
    for label in labels:
        by_document.setdefault(label["document"], []).append(label)
    for document, rows in by_document.items():
        path = description_file(document)
        if not path.is_file():
            continue
        made = accepted(path)
        for label in rows:
            for kind in COMPARED:
                _count(found[kind, half(label["vendor"])], kind, made, label)
    return found


def _count(counts: Counts, kind: str, made: Accepted, label: Label) -> None:
    read_from, is_right = COMPARED[kind]
    operation = made.operations.get(label["operation"])
    shown = read_from(made, operation) if operation else None
    about = kind.partition(",")[0]
    expected = label[about]
    # Where the two readers differ, the label of each of them counts as right.
    others = label["others"].get(about, ())
    counts.labelled += is_labelled(expected)
    counts.proposed += bool(shown)
    if shown and any(is_right(shown, each) for each in (expected, *others)):
        counts.right += 1
    elif shown or is_labelled(expected):
        name = f"{label['document']} {label['operation']}"
        counts.wrong.append(f"{name}: {shown or 'nothing'} (label: {expected})")


def table(found: Mapping[tuple[str, str], Counts]) -> Iterator[str]:
    """Yield the lines of the table."""
    yield "| kind | half | labelled | proposed | right | precision | recall |"
    yield "|---|---|--:|--:|--:|---|---|"
    for (kind, name), each in found.items():
        yield (
            f"| {kind} | {name} | {each.labelled} | {each.proposed} | {each.right} "
            f"| {_shown(each.right, each.proposed)} "
            f"| {_shown(each.right, each.labelled)} |"
        )


def _shown(part: int, whole: int) -> str:
    low, high = interval(part, whole)
    return f"{part / whole if whole else 0:.3f} ({low:.2f} to {high:.2f})"


def labels() -> list[Label]:
    """Return the labelled operations."""
    data = yaml.load(LABELS.read_text("utf-8"), yaml.CSafeLoader)
    differing: dict[tuple[str, str], dict[str, list[Any]]] = {}
    for each in data["disagreements"]:
        place = each["document"], each["operation"]
        both = [each["first"], each["second"]]
        differing.setdefault(place, {})[each["about"]] = both
    return [
        {**each, "others": differing.get((each["document"], each["operation"]), {})}
        for each in data["operations"]
    ]


def main() -> None:
    """Print the table and, with --details, each wrong and each missing proposal."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--details", action="store_true")
    parser.add_argument("--half", choices=HALVES)
    options = parser.parse_args()
    wanted = [e for e in labels() if options.half in (None, half(e["vendor"]))]
    found = scores(wanted)
    shown = {k: v for k, v in found.items() if options.half in (None, k[1])}
    for line in table(shown):
        print(line)
    for (kind, name), each in shown.items() if options.details else ():
        for line in each.wrong:
            print(f"{kind} ({name}): {line}")


if __name__ == "__main__":
    main()
