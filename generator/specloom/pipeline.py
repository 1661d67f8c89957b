"""The calls in order: from specs to texts. All of it is planned before a byte moves.

`generate`, `check` and the golden tests share `weave`; they differ in the last step.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .check import check
from .load import Document, beside, load
from .lower import Lowering
from .naming import identifier
from .normalize import EVERYTHING, Normalized, normalize
from .normalize.bundling import bundle
from .normalize.ledger import Ledger
from .normalize.operations import operations
from .normalize.selection import Wishes
from .problems import Place, Problem, SpecError
from .project import Project
from .render import render, render_distribution
from .style import finished, styled
from .vocabulary import check_vocabulary


@dataclass(frozen=True)
class Woven:
    """One vendor's texts by path, and what the table says of it."""

    vendor: str
    texts: dict[str, str]
    operations: int
    models: int
    seconds: float
    ledger: Ledger = field(default_factory=Ledger)


def weave(
    project: Project, *, progress: Callable[[str], None] = lambda vendor: None
) -> list[Woven]:
    """Every vendor's texts, paths relative to the project's root; pure but for reading.

    Args:
        project: where the specs are.
        progress: called with each vendor's name before its turn.

    Raises:
        SpecError: with the problems of all vendors.
    """
    woven: list[Woven] = []
    problems: list[Problem] = []
    for vendor in project.vendors():
        progress(vendor)
        try:
            woven.append(_weave_vendor(project, vendor))
        except SpecError as error:
            problems += error.problems
    if problems:
        raise SpecError(problems)
    return woven


def normalized(project: Project, vendor: str) -> Normalized:
    """One vendor's normal form, checked.

    Raises:
        SpecError: with every problem of its files.
    """
    source = project.source(vendor)
    folder = f"{project.specs}/{vendor}"
    if source is None:
        message = "no source here (expected source.yaml)"
        raise SpecError(Problem(place=Place(file=folder), message=message))
    if identifier(vendor) != vendor:
        expected = f"expected a module name such as {identifier(vendor)}"
        message = f"{vendor} is no name for a package ({expected})"
        raise SpecError(Problem(place=Place(file=folder), message=message))
    made = normalize(
        _whole(project.root / source, source, ()),
        _optional(project, f"{folder}/overlay.yaml"),
        _optional(project, f"{folder}/names.yaml"),
        vendor=vendor,
    )
    shown = Document(f"{folder}/openapi.yaml", made.document)
    if problems := check_vocabulary(shown) or check(made.document, made.places):
        raise SpecError(problems)
    return made


def weave_file(path: Path, package: str, wishes: Wishes = EVERYTHING) -> Woven:
    """The texts of one description on its own, paths relative to where they will be.

    The package is `<package>/`; its normal form is `specs/<package>/openapi.yaml`, its
    tests are in `tests/<package>/`.

    Args:
        path: the description, OpenAPI or Swagger, YAML or JSON.
        package: the package's name, an identifier.
        wishes: which operations are wanted, and how defects are taken.

    Raises:
        SpecError: with every problem of the description.
    """
    start = time.perf_counter()
    source = _whole(path, path.name, wishes.files)
    made = normalize(source, None, None, vendor=package, wishes=wishes)
    folder = f"specs/{package}"
    shown = Document(f"{folder}/openapi.yaml", made.document)
    if problems := check_vocabulary(shown) or check(made.document, made.places):
        raise SpecError(problems)
    lowering, texts = _rendered(made, package, f"{folder}/openapi.yaml", "")
    placed = {
        (p if p.startswith("tests/") else f"{package}/{p}"): _styled(p, text)
        for p, text in texts.items()
    }
    return Woven(
        vendor=package,
        texts={
            f"{folder}/openapi.yaml": made.text,
            f"{folder}/names.yaml": made.names_text,
            f"{package}/py.typed": "",
            **{_test(p, package): text for p, text in placed.items()},
        },
        operations=sum(1 for _ in operations(made.document)),
        models=len(lowering.modules),
        seconds=time.perf_counter() - start,
        ledger=made.ledger,
    )


def _test(path: str, package: str) -> str:
    return f"tests/{package}/{path[6:]}" if path.startswith("tests/") else path


def _rendered(
    made: Normalized, vendor: str, source: str, above: str
) -> tuple[Lowering, dict[str, str]]:
    """A vendor's texts by path inside its package; `above` is the package around it."""
    lowering = Lowering(made.document, vendor)
    package = lowering.package()
    models = lowering.models.render(lowering.modules)
    return lowering, render(package, models, source=source, package_name=above)


def _whole(path: Path, shown: str, allowed: Collection[str]) -> Document:
    """A document with the files of its folder that it refers to."""
    read = beside(path, shown, lambda at, name: load(at, shown=name).data, allowed)
    return bundle(load(path, shown=shown), read)


def _optional(project: Project, path: str) -> Document | None:
    known = project.root / path
    return load(known, shown=path) if known.is_file() else None


def _weave_vendor(project: Project, vendor: str) -> Woven:
    start = time.perf_counter()
    made = normalized(project, vendor)
    folder = f"{project.specs}/{vendor}"
    source = f"{folder}/openapi.yaml"
    lowering, texts = _rendered(made, vendor, source, project.package)
    return Woven(
        vendor=vendor,
        texts={
            source: made.text,
            f"{folder}/names.yaml": made.names_text,
            **_placed(project, vendor, texts),
        },
        operations=len(made.names),
        models=len(lowering.modules),
        seconds=time.perf_counter() - start,
        ledger=made.ledger,
    )


def _placed(project: Project, vendor: str, texts: dict[str, str]) -> dict[str, str]:
    """Texts by path in the project, Python in black's form."""
    package = f"{project.output}/{project.package}/{vendor}"
    tests = f"{project.output}/tests/{vendor}"
    return {
        (f"{tests}/{path[6:]}" if path.startswith("tests/") else f"{package}/{path}"): (
            _styled(path, text)
        )
        for path, text in texts.items()
    }


def _styled(path: str, text: str) -> str:
    return text if finished(path, text) else styled(text)


def distribution(project: Project, woven: Iterable[Woven]) -> dict[str, str]:
    """The texts of the distribution around the vendors' packages."""
    texts = render_distribution(project.package, [each.vendor for each in woven])
    return {
        f"{project.output}/{path}": styled(text) if path.endswith(".py") else text
        for path, text in texts.items()
    }


def all_texts(project: Project, woven: list[Woven]) -> dict[str, str]:
    """Everything to be on disk: path -> text."""
    found = distribution(project, woven)
    for each in woven:
        found |= each.texts
    return found


def report(woven: Iterable[Woven]) -> dict[str, Any]:
    """The coverage ledger of all vendors, JSON-able."""
    return {each.vendor: list(each.ledger.rows()) for each in woven}
