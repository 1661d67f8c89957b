"""Remove operations that are not selected, and the schemas that only they use.

Names are chosen before the selection, so they are the same as in the whole document.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fnmatch import fnmatchcase
from typing import Any

from ...document import METHODS, SCHEMAS, each_operation, wire
from ...document.references import Resolver, references
from ...errors import Problem, SourceLocation
from ...load import location_of, pick
from ...messages import Message
from ...project.generate_options import GenerateOptions
from ...vocabulary import keys
from ..report import GenerationReport, Subject, loss_text, messages


def _remove(tree: Any, path: str, method: str) -> None:
    item = tree["paths"][path]
    del (item if method in METHODS else item[keys.ADDITIONAL_OPERATIONS])[method]


def exclude_marked(tree: Any, report: GenerationReport) -> None:
    """Remove the operations that the overlay excludes."""
    resolver = Resolver(tree)
    for path, method, operation in list(each_operation(tree)):
        if keys.EXCLUDE in operation:
            why = str(operation[keys.EXCLUDE])
            subject = Subject.operation(path, method)
            known = pick(operation, *operation)
            given = operation.get("parameters", ())
            known["parameters"] = [resolver.soft_target(each) for each in given]
            report.skip_message(subject, known, "excluded-by-overlay", why)
            _remove(tree, path, method)


def select(
    tree: Any,
    options: GenerateOptions,
    report: GenerationReport,
    start: SourceLocation,
    declared: Collection[str],
) -> list[Problem]:
    """Remove the operations that are not selected, and the parts that only they use.

    Args:
        tree: the document.
        options: the patterns of the operations to generate and to leave out.
        report: records the removed operations and schemas.
        start: the location of the returned problems.
        declared: the names of the components that the description declares.

    Returns:
        A problem for each pattern that matches no operation.
    """
    before = _used_schemas(tree)
    is_reduced = False
    used: set[str] = set()
    for path, method, operation in list(each_operation(tree)):
        names = _matched_names(path, method, operation)
        included = _matching(options.include, names)
        excluded = _matching(options.exclude, names)
        used |= included | excluded
        if excluded or (options.include and not included):
            why = min(excluded, default="not included")
            subject = Subject.operation(path, method)
            report.skip_message(subject, operation, "excluded", why)
            _remove(tree, path, method)
            is_reduced = True
    reached = _used_schemas(tree) if is_reduced else before
    _remove_unreached(tree, report, before, reached, declared)
    return [
        Problem(start, Message.PATTERN_WITHOUT_MATCH(pattern=pattern))
        for pattern in (*options.include, *options.exclude)
        if pattern not in used
    ]


def _matched_names(path: str, method: str, operation: Any) -> Mapping[str, list[str]]:
    """Return the strings to match patterns against; the keys are kinds of patterns."""
    names = [str(operation.get(key)) for key in ("operationId", keys.NAME)]
    tags = [str(tag) for tag in operation.get("tags") or ()]
    return {"tag": tags, "path": [path], "operation": [wire(path, method), *names]}


def _matching(patterns: tuple[str, ...], names: Mapping[str, list[str]]) -> set[str]:
    return {
        f"{kind}:{glob}"
        for kind, _, glob in (pattern.partition(":") for pattern in patterns)
        if any(fnmatchcase(name, glob) for name in names[kind])
    }


def strict_problems(report: GenerationReport, start: SourceLocation) -> list[Problem]:
    """Return a problem for every loss."""
    return [
        Problem(entry.location or start, Message.LOSS(loss=loss_text(subject, entry)))
        for subject, _, entry in report.entries()
        if entry.severity == "loses"
    ]


def _remove_unreached(
    tree: Any,
    report: GenerationReport,
    before: set[str],
    reached: set[str],
    declared: Collection[str],
) -> None:
    """Remove the schemas that no operation uses.

    Args:
        tree: the document.
        report: records the removed components that the description declares.
        before: the components that were used before operations were removed.
        reached: the components that are used now.
        declared: the components that the description declares.
    """
    schemas = tree["components"]["schemas"]
    # A view or base of a schema has the location of the schema. If one of them is
    # reached, the schema is generated under another name.
    places = {location_of(schemas[name]) for name in reached}
    for name in sorted(set(schemas) - reached):
        if name in declared and location_of(schemas[name]) in places:
            report.generate(Subject.schema(name))
        elif name in declared:
            reason = "excluded" if name in before else "unreferenced"
            report.skip(Subject.schema(name), reason, at=schemas[name])
        del schemas[name]


def _used_schemas(tree: Any) -> set[str]:
    """Return the names of the schemas that operations and webhooks use."""
    schemas = tree["components"]["schemas"]
    roots = [operation for _, operation in messages(tree)]
    waiting = [node["$ref"].removeprefix(SCHEMAS) for node in references(roots)]
    facts = [o.get(key) for o in roots for key in (keys.FILTER, keys.SORT)]
    # Whether the facts are complete is checked once the document is normalized.
    waiting += [str(f.get("schema", "")) for f in facts if isinstance(f, dict)]
    reached: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in schemas and name not in reached:
            reached.add(name)
            nodes = references(schemas[name])
            waiting += [node["$ref"].removeprefix(SCHEMAS) for node in nodes]
    return reached
