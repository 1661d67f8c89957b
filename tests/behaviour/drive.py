"""Call every operation of one generated package; write what happened as JSON.

    python drive.py PACKAGE DOCUMENT [--explain METHOD PATH]

PACKAGE is importable, DOCUMENT is its normalized OpenAPI document. `record.py` runs
this in a process of its own for each package.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import inspect
import json
import re
import signal
import sys
import typing
import warnings
from collections.abc import Callable, Iterator
from functools import cached_property, partial
from itertools import islice
from pathlib import Path
from typing import Any, Literal

import yaml
from answers import Answer, Answering, Answers
from arguments import Arguments
from dumping import dumped, error_facts, hashed, normalized
from pydantic import BaseModel
from samples import Document

Mode = Literal["sync", "async"]
SECONDS = 20
"""The longest time of one call."""
MOST_ITEMS = 20
WIRE = re.compile(r"^([A-Z]+) (/.*)$", re.MULTILINE)
EPOCH = 1_772_352_000.0
"""The time of the fake clock: 2026-03-01 in UTC."""


class Package:
    """The two clients of a generated package and how to make them."""

    def __init__(self, name: str, document: Document) -> None:
        module = importlib.import_module(name)
        names = {n for n in module.__all__ if f"Async{n}" in module.__all__}
        first = min(names)
        self.name = name
        self.classes = {
            "sync": getattr(module, first),
            "async": getattr(module, f"Async{first}"),
        }
        self._given = self._accepted(document)

    def made(self, mode: Mode, transport: Answering, **options: Any) -> Any:
        """A client that sends through the transport and never waits."""
        clock = _clock()
        if clock is not None:
            options["clock"] = clock
        kind = self.classes[mode]
        return kind(**self._given, transport=transport, retries=0, **options)

    def _accepted(self, document: Document) -> dict[str, Any]:
        """The first arguments that the constructor takes: all texts, or fewer."""
        server = ((document.tree.get("servers") or [{}])[0] or {}).get("url", "")
        address = {}
        if not server.startswith(("http", "{")):
            address = {"base_url": f"https://recorder.example/{server.strip('/')}"}
        parameters = inspect.signature(self.classes["sync"].__init__).parameters
        texts = [
            name
            for name, p in parameters.items()
            if p.kind is p.KEYWORD_ONLY and str(p.annotation).startswith("str")
        ]
        needed = [n for n in texts if parameters[n].default is inspect.Parameter.empty]
        for names in (texts, needed, *([name] for name in texts)):
            given = {**{name: f"test-{name}" for name in names}, **address}
            try:
                self.classes["sync"](**given, transport=Answering(lambda *_: Answer()))
            except Exception:  # The next choice of credentials.
                continue
            return given
        return {**{name: f"test-{name}" for name in texts}, **address}

    def operations(self) -> Iterator[tuple[str, tuple[str, ...], Callable[..., Any]]]:
        """The wire line of each method, its path from the client, and the method."""
        client = self.made("sync", Answering(lambda *_: Answer()))
        found = [
            (f"{wire[-1][0]} {wire[-1][1]}", path, method)
            for path, method in _methods(client, self.name, ())
            if (wire := WIRE.findall(inspect.getdoc(method) or ""))
        ]
        counted: dict[str, int] = {}
        for wire, path, method in sorted(found, key=lambda each: each[:2]):
            counted[wire] = counted.get(wire, 0) + 1
            suffix = f" [{counted[wire]}]" if counted[wire] > 1 else ""
            yield wire + suffix, path, method


def _methods(
    owner: Any, package: str, path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], Callable[..., Any]]]:
    for name, member in vars(type(owner)).items():
        if name.startswith("_"):
            continue
        if inspect.isfunction(member):
            yield (*path, name), getattr(owner, name)
        elif isinstance(member, cached_property | property):
            inner = getattr(owner, name)
            if type(inner).__module__.partition(".")[0] == package.partition(".")[0]:
                yield from _methods(inner, package, (*path, name))


def _clock() -> Any:
    """A clock on which waiting takes no time, where the runtime has one."""
    try:
        kind = importlib.import_module("specloom_runtime").ManualClock
    except (ImportError, AttributeError):
        return None
    return kind(EPOCH)


class OutOfTime(Exception):
    """A call took longer than it may."""


def _out_of_time(*_: Any) -> None:
    raise OutOfTime


class Caller:
    """Calls one operation in every case and both modes."""

    def __init__(self, package: Package, document: Document) -> None:
        self._package = package
        self._document = document
        self._runner = asyncio.Runner()

    def record(
        self, wire: str, path: tuple[str, ...], method: Callable[..., Any]
    ) -> dict[str, dict[str, Any]]:
        """What happened in each mode and case, in full."""
        verb, _, template = wire.partition(" [")[0].partition(" ")
        node = self._document.operation(verb, template)
        arguments = Arguments(method, self._document, node)
        answers = Answers(self._document, template, node)
        named = partial(answers.success, example=True)
        sampled = partial(answers.success, example=False)
        down = Answer(500, b"down", "text/plain")
        cases: dict[str, tuple[Callable[[], Any], Callable[[int], Answer]]] = {
            "full": (arguments.full, named),
            "required": (arguments.required, sampled),
            "odd": (arguments.required, answers.odd),
            "failure": (arguments.full, lambda _: answers.failure()),
            "down": (arguments.required, lambda _: down),
        }
        for label, given in arguments.special().items():
            cases[label] = (partial(dict, given), sampled)
        modes: tuple[Mode, ...] = typing.get_args(Mode)
        return {
            mode: {
                case: self._call(mode, path, make(), answers.by(answer))
                for case, (make, answer) in cases.items()
            }
            for mode in modes
        }

    def _call(
        self, mode: Mode, path: tuple[str, ...], given: Any, transport: Answering
    ) -> dict[str, Any]:
        deviations: list[Any] = []
        done: dict[str, Any] = {"error": None, "result": None, "messages": []}
        signal.setitimer(signal.ITIMER_REAL, SECONDS)
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            try:
                options = {"on_deviation": deviations.append}
                client = self._package.made(mode, transport, **options)
                if mode == "async":
                    value = self._runner.run(_awaited(client, path, given))
                else:
                    value = _plain(client, path, given)
                done["result"] = dumped(value)
            except Exception as error:
                done["error"] = type(error).__qualname__
                done["result"] = {"facts": error_facts(error)}
                done["messages"].append(normalized(str(error)))
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)
        kinds = (DeprecationWarning, UserWarning)
        # The description allows properties that only an example has.
        deviations = [d for d in deviations if d.kind != "undeclared property"]
        told = [w for w in warned if issubclass(w.category, kinds)]
        done["request"] = transport.sent
        done["result"] = [done["result"], len(deviations), len(told)]
        done["messages"] += [normalized(str(d)) for d in deviations]
        done["messages"] += sorted(normalized(str(w.message)) for w in told)
        return done


def _reached(client: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        client = getattr(client, name)
    return client


def _is_many(result: Any) -> bool:
    """Whether the result is a list or a stream, which is read by iterating."""
    # A model may have a field of either name.
    many = hasattr(result, "pages") or hasattr(result, "last_event_id")
    return many and not isinstance(result, BaseModel)


def _plain(client: Any, path: tuple[str, ...], given: Any) -> Any:
    with client:
        result = _reached(client, path)(**given)
        if not _is_many(result):
            return result
        items = list(islice(result, MOST_ITEMS))
        if hasattr(result, "pages"):
            pages = _reached(client, path)(**given).pages()
            return {"items": items, "page": next(iter(pages), None)}
        return {"items": items}


async def _awaited(client: Any, path: tuple[str, ...], given: Any) -> Any:
    async with client:
        result = _reached(client, path)(**given)
        if not _is_many(result):
            return await result
        items = await _some(result, MOST_ITEMS)
        if hasattr(result, "pages"):
            pages = await _some(_reached(client, path)(**given).pages(), 1)
            return {"items": items, "page": pages[0] if pages else None}
        return {"items": items}


async def _some(source: Any, most: int) -> list[Any]:
    found: list[Any] = []
    async for each in source:
        found.append(each)
        if len(found) == most:
            break
    return found


def summary(cases: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """One hash of each kind over all cases, and the errors by case."""
    made: dict[str, Any] = {
        kind: hashed({case: done[kind] for case, done in cases.items()})
        for kind in ("request", "result", "messages")
    }
    errors = {case: d["error"] for case, d in cases.items() if d["error"] is not None}
    return {**made, "error": errors}


def main() -> None:
    """Record the package that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("package")
    parser.add_argument("document", type=Path)
    parser.add_argument("--explain", nargs=2, metavar=("METHOD", "PATH"))
    options = parser.parse_args()
    text = options.document.read_text("utf-8")
    document = Document(yaml.load(text, yaml.CSafeLoader))
    signal.signal(signal.SIGALRM, _out_of_time)
    package = Package(options.package, document)
    caller = Caller(package, document)
    found: dict[str, Any] = {}
    for wire, path, method in package.operations():
        if options.explain and wire.partition(" [")[0] != " ".join(options.explain):
            continue
        modes = caller.record(wire, path, method)
        if options.explain:
            found[wire] = modes
        else:
            found[wire] = {mode: summary(cases) for mode, cases in modes.items()}
    json.dump(found, sys.stdout, sort_keys=True, indent=1)


if __name__ == "__main__":
    main()
