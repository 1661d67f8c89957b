"""Compare what `specloom explain` says of calls with the requests and the files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx2
import yaml
from specloom.builds.full_builds import FullBuild
from specloom.explain import Explanation, Fact, explain, methods
from specloom.testing.described_operation import DescribedOperation
from specloom.testing.harness import ClientHarness
from specloom.testing.missing_samples import (
    parts_without_sample,
    unsendable_parameters,
)
from specloom.testing.recording_server import RecordingServer
from specloom_runtime import SpecloomError


def explanations(build: FullBuild) -> list[Explanation]:
    """Return the explanations of all methods of a build."""
    return explain(build, methods(build.package))


def check_requests(build: FullBuild, spec: Any, client: str) -> int:
    """Check that the requests of a client are as explained.

    Return the number of checked methods; those for which no value is known are left
    out.

    Args:
        build: the build of a vendor.
        spec: its normalized document.
        client: the import path of its client.
    """
    checked = 0
    for each in explanations(build):
        resource, _, action = each.method.partition(".")
        harness = ClientHarness(client, resource, "sync")
        operation = DescribedOperation.find(spec, resource, action)
        if [*parts_without_sample(operation), *unsendable_parameters(operation)]:
            continue
        arguments = harness.arguments(action, operation)
        server = RecordingServer(operation.responses.success())
        with suppress(SpecloomError):
            harness.call(action, server, arguments, path=operation.path)
        _check_request(each, server.seen[0], harness.options)
        checked += 1
    return checked


def _check_request(each: Explanation, sent: Any, options: Mapping[str, Any]) -> None:
    facts = each.facts()
    (line,) = (fact.value for _, fact in facts if fact.name == "request line")
    assert sent.method == line["method"]
    url, _, query = line["url"].partition("?")
    base = str(options.get("base_url", "")).rstrip("/")
    host = str(httpx2.URL(base).join("/")).rstrip("/") if base else ""
    url = url.replace("{base_url}", base).replace("{host of base_url}", host)
    if base and "/.." in url:
        url = str(httpx2.URL(base).join(url))
    pattern = re.sub(r"\\\{[^{}]*\\\}", ".*", re.escape(unquote(url)))
    plain = unquote(str(sent.url).partition("?")[0])
    assert re.fullmatch(pattern, plain, re.I), f"{plain} is not {url}"
    given = sent.url.params
    names = [
        part.partition("=")[0]
        for part in query.split("&")
        if "{" not in part.partition("=")[0]
    ]
    assert all(
        not name or name in given for name in names
    ), f"{query} is not in {sent.url}"
    headers = {name.lower() for name in sent.headers}
    for title, fact in facts:
        if title == "Headers" and fact.name in ("Accept", "Content-Type"):
            # A body that need not be given has no media type if it is not given.
            shown = sent.headers.get(fact.name, fact.value).partition(";")[0]
            assert shown == str(fact.value).partition(";")[0] or "*" in fact.value
        if title == "Arguments" and fact.value["required"]:
            where, _, name = fact.value["destination"].partition(" ")
            if where == "header":
                assert name.lower() in headers
    _check_credentials(facts, sent)


def _check_credentials(facts: list[tuple[str, Fact]], sent: Any) -> None:
    """Check that the credentials of a set have the explained places."""
    places = [f.text for t, f in facts if t == "Credentials" and ": …" in f.text]
    names = [each.removeprefix("header ").partition(":")[0] for each in places]
    if places and not any(f.name == "one of" for t, f in facts if t == "Credentials"):
        assert all(name in sent.headers for name in names)


def wrong_places(build: FullBuild, folder: Path) -> Iterator[str]:
    """Yield each fact whose place is not that of an element that states it.

    What is stated must be in the lines from the place on, or be its key right before.

    Args:
        build: the build.
        folder: the folder of its files.
    """
    for each in explanations(build):
        for title, fact in each.facts():
            at = fact.origin.location
            if at is None:
                assert fact.origin.pointer is None
                continue
            lines = _lines(folder / at.file)
            if not at.line or at.line > len(lines):
                yield f"{each.method}: {title}: {fact.name}: no line {at}"
                continue
            if not _is_stated(fact, build, lines, at.line):
                yield f"{each.method}: {title}: {fact.name}: not in {at}"


@cache
def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines()


def _is_stated(fact: Fact, build: FullBuild, lines: list[str], line: int) -> bool:
    """Return whether a fact's key or value is at a line, or is that of its object."""
    pointer = fact.origin.pointer or ()
    node: Any = build.normalized.data
    for step in pointer:
        node = node[step] if not isinstance(node, list) else node[int(step)]
    # The key of an object may be lines above, after comments; its members are below.
    around = "\n".join(lines[max(0, line - 3) : line + 1])
    if isinstance(node, dict):
        first = [*node][:1]
        return (
            bool(
                {str(each) for each in (pointer[-1], *first) if each}
                & _found(around, [pointer[-1], *first])
            )
            or "$ref" in around
        )
    text = node if isinstance(node, str) else json.dumps(node)
    candidates = {str(pointer[-1]), text, str(text).splitlines()[0] if text else ""}
    return any(each and each in around for each in candidates)


def _found(text: str, words: list[Any]) -> set[str]:
    return {str(each) for each in words if str(each).lower() in text.lower()}


def is_swagger(path: Path) -> bool:
    """Return whether a description is one of Swagger 2.0, whose members are renamed."""
    return "swagger" in yaml.safe_load(path.read_text("utf-8"))
