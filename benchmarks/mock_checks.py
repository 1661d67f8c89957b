"""Run Schemathesis against mocks, and write the results.

`make mock-checks` calls this script. Schemathesis gets the normalized description of
which the mock is made. A mock also sends errors that a description does not declare,
such as 400 for an invalid request: operations that declare no errors are given a
response `4XX` without content beforehand, and the results state for how many.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "generator"), str(ROOT / "runtime")]

from specloom.document import each_operation  # noqa: E402
from specloom.mock import (  # noqa: E402
    MockOptions,
    MockServer,
    description_of_file,
    description_of_vendor,
)
from specloom.project.folders import Project  # noqa: E402
from specloom_runtime.core.media_types import is_json  # noqa: E402

CREDENTIAL = "mock-credential"
LEFT_OUT = {
    "object_level_authorization": "a mock has no users",
    "ignored_auth": "only for descriptions without security of their own",
}
RULES = ("filter", "sort", "window", "argument-rules", "pagination", "auth")
"""Keys with rules for requests that a schema cannot express."""
ACCEPTED = ["2xx", "3xx", "401", "403", "404", "409", "410", "429", "5xx"]
"""The statuses of responses to valid requests, such as 404 for an unknown id."""


@dataclass(frozen=True)
class Result:
    """The result for one description.

    Attributes:
        name: the name of the description.
        operations: the number of operations.
        added: the number of operations that were given a response `4XX`.
        tests: the number of test cases.
        seconds: the duration.
        failures: what Schemathesis found.
        errors: what Schemathesis could not test.
        status: the exit status of Schemathesis.
    """

    name: str
    operations: int
    added: int
    tests: int
    seconds: float
    failures: list[str]
    errors: list[str]
    status: int

    @property
    def row(self) -> str:
        """The row of the table in the results."""
        found = len(self.failures) if self.status in (0, 1) else f"exit {self.status}"
        cells = (
            self.name,
            self.operations,
            self.added,
            self.tests,
            f"{self.seconds:.0f}",
            found,
            "; ".join(self.errors),
        )
        return f"| {' | '.join(map(str, cells))} |"


def main() -> None:
    """Check the mocks of all vendors and of the given documents."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("documents", type=Path, nargs="*")
    parser.add_argument("--only", action="append", help="the name of a vendor")
    parser.add_argument("--examples", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", type=Path)
    parser.add_argument("--show", action="store_true", help="print all output")
    given = parser.parse_args()
    results = []
    for name, document in _documents(given.documents, given.only):
        result = _checked(name, document, given)
        results.append(result)
        print(result.row, flush=True)
        for failure in result.failures:
            print(f"    {failure}", flush=True)
        if given.write:
            given.write.write_text(_page(results, given), "utf-8")
    sys.exit(any(each.failures or each.status > 1 for each in results))


def _documents(
    files: list[Path], only: list[str] | None
) -> Iterator[tuple[str, dict[str, Any]]]:
    for name in Project.at(ROOT).names():
        if only is None or name in only:
            yield name, description_of_vendor(ROOT, name)
    for file in files:
        yield file.stem, description_of_file(file)


def _checked(name: str, document: Any, given: argparse.Namespace) -> Result:
    """Return the result of all checks of a mock of one description."""
    plain = json.loads(json.dumps(document))
    operations = [node for _, _, node in each_operation(plain)]
    added = sum(map(_declare_errors, operations))
    for operation in operations:
        _leave_out_other_bodies(operation)
    options = MockOptions(credentials=(CREDENTIAL,), limit_rate=False)
    with TemporaryDirectory() as folder, MockServer(document, options) as mock:
        Path(folder, "openapi.json").write_text(json.dumps(plain), "utf-8")
        Path(folder, "schemathesis.toml").write_text(_settings(plain), "utf-8")
        start = time.monotonic()
        command = [
            str(Path(sys.executable).with_name("schemathesis")),
            *("run", "openapi.json", "--url", mock.base_url),
            *("--max-examples", str(given.examples), "--seed", str(given.seed)),
            *("--exclude-checks", ",".join(_left_out(plain))),
            *("--continue-on-failure", "--suppress-health-check", "all"),
            *("--warnings", "off", "--request-timeout", "60"),
            *("--report", "json", "--report-json-path", "report.json"),
        ]
        run = subprocess.run(command, cwd=folder, capture_output=True, text=True)
        seconds = time.monotonic() - start
        path = Path(folder, "report.json")
        report = json.loads(path.read_text("utf-8")) if path.exists() else {}
    if given.show or run.returncode not in (0, 1):
        print(run.stdout, run.stderr)
    return Result(
        name,
        len(operations),
        added,
        report.get("test_cases", {}).get("generated", 0),
        seconds,
        [*_failures(report)],
        [f"{each['title']} ({each['count']})" for each in report.get("errors", ())],
        run.returncode,
    )


def _declare_errors(operation: Any) -> bool:
    """Declare errors of an operation that declares none; return whether it did."""
    responses = operation.setdefault("responses", {})
    if "default" in responses or "4XX" in responses:
        return False
    responses["4XX"] = {"description": "An error that the vendor does not declare."}
    return True


def _leave_out_other_bodies(operation: Any) -> None:
    """Leave out bodies that a mock does not read, such as XML next to JSON."""
    content = (operation.get("requestBody") or {}).get("content") or {}
    read = {n for n in content if is_json(n) or "form" in n}
    for name in [*content] if read else ():
        if name not in read:
            del content[name]


def _left_out(document: Any) -> list[str]:
    """Return the checks that make no sense for a description."""
    secured = (document.get("components") or {}).get("securitySchemes")
    return [n for n in LEFT_OUT if n != "ignored_auth" or not secured]


def _settings(document: Any) -> str:
    """Return the settings: credentials, and statuses of valid requests."""
    lines = []
    schemes = (document.get("components") or {}).get("securitySchemes") or {}
    for name, scheme in schemes.items():
        kind = str(scheme.get("scheme", scheme.get("type"))).lower()
        lines.append(f"[auth.openapi.{json.dumps(name)}]")
        if kind == "basic":
            lines += [f'username = "{CREDENTIAL}"', f'password = "{CREDENTIAL}"']
        elif scheme.get("type") == "apiKey":
            lines.append(f'api_key = "{CREDENTIAL}"')
        else:
            lines.append(f'bearer = "{CREDENTIAL}"')
    lines += _accepting(ACCEPTED, "")
    for path, method, node in each_operation(document):
        if any(f"x-specloom-{key}" in node for key in RULES):
            lines.append("[[operations]]")
            lines.append(f"include-name = {json.dumps(f'{method.upper()} {path}')}")
            lines += _accepting([*ACCEPTED, "400", "406", "422"], "operations.")
    return "\n".join(lines) + "\n"


def _accepting(statuses: list[str], prefix: str) -> list[str]:
    header = f"[{prefix}checks.positive_data_acceptance]"
    return [header, f"expected-statuses = {json.dumps(statuses)}"]


def _failures(report: Any) -> Iterator[str]:
    for each in report.get("failures", ()):
        for operation in each["operations"]:
            yield f"{each['type']}: {operation}"


def _page(results: list[Result], given: argparse.Namespace) -> str:
    left = "; ".join(f"`{name}` ({reason})" for name, reason in LEFT_OUT.items())
    kept = ", ".join(f"`{name}`" for name in CHECKS)
    return "\n".join(
        [
            "# Mocks under Schemathesis",
            "",
            f"`make mock-checks`: Schemathesis {version('schemathesis')} with at most "
            f"{given.examples} examples for each operation and phase, seed "
            f"{given.seed}, all phases (examples, coverage, fuzzing, stateful).",
            "",
            f"These checks ran: {kept}. Left out: {left}.",
            "",
            "`4XX added` is the number of operations that declare no errors. They were "
            "given a response `4XX` without content, because a mock refuses invalid "
            "requests nevertheless. For operations with rules that a schema cannot "
            "express (filters, sort orders, ranges, cursors, arguments that depend on "
            "each other), 400, 406 and 422 are also accepted as responses to "
            "requests that are valid for the schema. Bodies in XML are left out "
            "where JSON is declared too: a mock does not read them.",
            "",
            "The documents are not a random sample: they are ten of those tried in "
            "which nothing was found. docs/mock.md lists what was found in the others.",
            "",
            "| description | operations | 4XX added | test cases | seconds | found | "
            "not tested |",
            "|---|---:|---:|---:|---:|---:|---|",
            *(each.row for each in results),
            "",
        ]
    )


CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "positive_data_acceptance",
    "missing_required_header",
    "unsupported_method",
    "allow_header_conformance",
    "use_after_free",
    "ensure_resource_availability",
    "ignored_auth",
)


if __name__ == "__main__":
    main()
