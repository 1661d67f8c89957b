"""Convert documents to the text of files: normalize, check, lower, render.

The same arguments give the same result. `builds` reads the documents beforehand, and
formats the texts afterwards. This module itself reads only data files of the package
(templates and the vocabulary), at the first call. All functions run in a thread with a
large stack, and raise the recursion limit of the process while they run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from specloom_runtime.core.deep_stack import MAX_CALLS, on_deep_stack

from .build_result import BuildResult
from .check import check
from .document import Spec, each_operation
from .errors import Problem, SourceLocation, SpecError
from .ir import Package
from .load import Document, Documents, document_format, read
from .lower import lower
from .messages import Message
from .models import Models
from .normalize import NormalizedDocument, normalize
from .project.vendor import Vendor
from .render import (
    package_documents,
    package_facts,
    render,
    render_package_files,
    render_views,
)
from .stages import ProgressCallback, Stage, no_progress
from .views import check_view_file, lower_views
from .vocabulary import check_vocabulary, keys


@on_deep_stack
def normalize_vendor(
    vendor: Vendor, documents: Documents, progress: ProgressCallback = no_progress
) -> NormalizedDocument:
    """Return the normalized and checked document of a vendor.

    Args:
        vendor: the vendor.
        documents: its documents.
        progress: called before each step.

    Raises:
        SpecError: a document has problems; the error lists all of them.
    """
    progress(vendor.name, Stage.NORMALIZING)
    normalized = normalize(
        documents,
        vendor=vendor.name,
        options=vendor.options,
    )
    progress(vendor.name, Stage.CHECKING)
    document = Document(f"{vendor.specs}/openapi.yaml", normalized.document)
    spec = Spec.of(normalized.document)
    problems = check_vocabulary(document, spec.extended_nodes) or check(
        spec,
        normalized.locate,
        is_edited=documents.overlay is not None,
    )
    if problems:
        raise SpecError(problems)
    return normalized


@on_deep_stack
def build_vendor(
    vendor: Vendor, documents: Documents, progress: ProgressCallback = no_progress
) -> BuildResult:
    """Return the generated files of a vendor before formatting.

    Args:
        vendor: the vendor.
        documents: its documents.
        progress: called before each step.

    Raises:
        SpecError: a document has problems; the error lists all of them.
    """
    try:
        return _build(vendor, documents, progress)
    except RecursionError:
        location = SourceLocation(file=vendor.source)
        raise SpecError.at(location, Message.TOO_DEEP(most=MAX_CALLS)) from None


@on_deep_stack
def build_views(
    files: Iterable[Document],
    descriptions: Mapping[str, str],
    *,
    specs: str,
    package_name: str,
) -> dict[str, str]:
    """Return the unformatted text of the files of views; see `render_views`.

    Args:
        files: the view files.
        descriptions: the text of each vendor's normalized document.
        specs: the folder of the view files.
        package_name: the package that contains all vendors.

    Raises:
        SpecError: a view file has problems; the error lists the problems of all files.
    """
    documents = [*files]
    if problems := [each for file in documents for each in check_view_file(file)]:
        raise SpecError(problems)
    used = {name for file in documents for name in file.data["vendors"]}
    vendors = {
        # A view does not read the document of a vendor that it does not name.
        name: read(text.encode(), shown=name) if name in used else {}
        for name, text in descriptions.items()
    }
    views = lower_views(documents, vendors)
    return render_views(views, specs=specs, package_name=package_name)


@on_deep_stack
def lower_vendor(
    vendor: Vendor, documents: Documents
) -> tuple[NormalizedDocument, Package]:
    """Return the normalized document and the package of a vendor; print no code.

    Raises:
        SpecError: a document has problems; the error lists all of them.
    """
    try:
        return _lowered(vendor, documents, no_progress)
    except RecursionError:
        location = SourceLocation(file=vendor.source)
        raise SpecError.at(location, Message.TOO_DEEP(most=MAX_CALLS)) from None


@on_deep_stack
def lower_normalized(name: str, document: Document, client: str = "") -> Package:
    """Return the package of a document that an earlier run normalized.

    Normalizing it again would remove the `x-specloom` keys, because a vendor's own
    document must not contain any.

    Args:
        name: the name of the vendor's package.
        document: the normalized document.
        client: the name of the client class; "" for one derived from the vendor's.

    Raises:
        SpecError: the document was not written by Specloom, or by an incompatible
            version.
    """
    tree, start = document.data, document.location([])
    document_format(tree, start)
    try:
        problems = check_vocabulary(document) or check(Spec.of(tree), document.location)
        if not problems and keys.PROPERTY_NAMES in tree:
            return lower(tree, name, Models(tree), client)
    except RecursionError:
        raise SpecError.at(start, Message.TOO_DEEP(most=MAX_CALLS)) from None
    except (AttributeError, LookupError, TypeError, ValueError):
        # Both rely on forms that only Specloom's own normalization guarantees.
        problems = []
    raise SpecError(problems or Problem(start, Message.NOT_NORMALIZED()))


def _lowered(
    vendor: Vendor, documents: Documents, progress: ProgressCallback
) -> tuple[NormalizedDocument, Package]:
    normalized = normalize_vendor(vendor, documents, progress)
    progress(vendor.name, Stage.LOWERING)
    document = normalized.document
    package = lower(document, vendor.name, Models(document), vendor.client)
    return normalized, package


def _build(
    vendor: Vendor, documents: Documents, progress: ProgressCallback
) -> BuildResult:
    normalized, package = _lowered(vendor, documents, progress)
    progress(vendor.name, Stage.RENDERING)
    spec = f"{vendor.specs}/openapi.yaml"
    with_tests = not vendor.options.package_only
    texts = render(
        package,
        source=spec,
        package_name=vendor.parent,
        docstrings=vendor.options.docstrings,
        with_tests=with_tests,
    )
    is_single = not vendor.parent
    module = package.vendor if is_single else f"{vendor.parent}.{package.vendor}"
    folder = "" if is_single else f"{vendor.parent}/{package.vendor}"
    facts = package_facts(package, module=module, folder=folder)
    if is_single:
        texts |= render_package_files(spec, with_tests=with_tests)
        texts |= package_documents(facts, package=package.vendor, source=spec)
    specs = {spec: normalized.text, f"{vendor.specs}/names.yaml": normalized.names_text}
    made = {} if vendor.options.package_only else specs
    return BuildResult(
        vendor=vendor.name,
        texts={
            **made,
            **{_path(vendor, path): text for path, text in texts.items()},
        },
        operations=sum(1 for _ in each_operation(normalized.document)),
        models=sum(len(each.definitions) for each in package.models),
        report=normalized.report.rows(),
        facts=facts.as_json(),
        package=package,
    )


def _path(vendor: Vendor, path: str) -> str:
    """Return the output path of a file; tests are in a separate folder."""
    inside = path.removeprefix("tests/")
    return f"{vendor.package if inside == path else vendor.tests}/{inside}"
