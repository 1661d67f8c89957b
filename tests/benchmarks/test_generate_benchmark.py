"""Test how the benchmark of generating counts, compares, and words failures."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture(autouse=True)
def benchmarks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))


PRINTED = {
    "JavaScript's error of a job": (
        "\x1b[31mUnexpected error: JobError\x1b[39m\n  originalError: {\n"
        "    error: TypeError: Cannot read properties of null (reading 'A')\n"
        "        at Pointer.resolve (file:///opt/node_modules/parser/index.mjs:567:18)",
        "TypeError: Cannot read properties of null (reading 'A')",
    ),
    "a fetch that failed": (
        "      stack: 'JSONParserError: Error requesting https://api.example.com/a/b\n"
        "      name: 'ResolverError',\n"
        "      message: 'Error requesting https://api.example.com/a/b \\n' +\n"
        "        'fetch failed',\n",
        "Error requesting https://api.example.com/a/b",
    ),
    "a traceback in a box": (
        "╭──── Traceback (most recent call last) ────╮\n"
        "│ /opt/lib/python3.11/site-packages/a/cli.py:163 │\n"
        "│ ValueError: no                                 │\n"
        "╰───────────────────────────────────────────╯\n"
        "ValueError: Duplicate key ADD in \nenum a_long_name",
        "ValueError: Duplicate key ADD in enum",
    ),
    "Swagger": (
        "Error(s) encountered while generating, client was not created\n\n"
        "You may be trying to use a Swagger document; this is not supported\n\n"
        "396 validation errors for OpenAPI\n",
        "You may be trying to use a Swagger document; this is not supported",
    ),
    "a formatter": (
        "WARNING parsing\n\nruff failed\n\nerror: Failed to parse api/a.py:38:5: no\n",
        "Failed to parse api/a.py:38:5: no",
    ),
    "a path of this machine": (
        "OSError: cannot read /home/me/specs/a.yaml | `b`",
        "OSError: cannot read a.yaml / 'b'",
    ),
    "only a last line": ("warn(\nModels not found\n\n", "Models not found"),
    "nothing": ("", "exit 3"),
}


@pytest.mark.parametrize(("printed", "expected"), PRINTED.values(), ids=PRINTED)
def test_reason_of_a_failure(printed: str, expected: str) -> None:
    failures = importlib.import_module("failures")
    assert failures.reason(printed, 3) == expected


def test_reason_of_a_run_that_was_ended() -> None:
    failures = importlib.import_module("failures")
    assert failures.reason("Error: something else", -9) == "ended by signal 9"
    long = failures.reason("Error: " + "a" * 500, 1)
    assert len(long) == failures.LONGEST


def _write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def test_operations_that_tools_wrote(tmp_path: Path) -> None:
    tools = importlib.import_module("tools")
    sdk = "export const a = <T>(o) => 1;\nexport const b = 2;\nexport const c = <T>("
    (tmp_path / "sdk.gen.ts").write_text(sdk, "utf-8")
    assert tools.functions(tmp_path, None) == 2
    for name in ("__init__", "one", "two"):
        _write(tmp_path / "client" / "api" / "tag", **{f"{name}.py": ""})
    assert tools.modules(tmp_path, None) == 2
    method = "    def {0}(\n    def {0}_with_http_info(\n    def _{0}_serialize(\n"
    api = tmp_path / "openapi_client" / "api"
    _write(api, **{"a.py": method.format("one") + method.format("two")})
    _write(api, **{"b.py": method.format("one")})
    assert tools.methods(tmp_path, None) == 2
    text = '{"vendors": [{"operations": 2}, {"operations": 3}]}'
    assert tools.reported(tmp_path, SimpleNamespace(text=text)) == 5


def _result(cpu: list[float], emitted: int | None, reason: str = "") -> Any:
    processes = importlib.import_module("processes")
    results = importlib.import_module("generate_results")
    runs = processes.Runs([processes.Run(c, 2 * c, 50, bool(reason)) for c in cpu])
    return results.Result(runs, emitted, reason)


def _found(theirs: Any, other: Any) -> dict[str, Any]:
    results = importlib.import_module("generate_results")
    each = {
        "specloom": _result([4.0, 5.0, 9.0], 100),
        "specloom, package only": _result([3.0, 4.0, 3.0], 100),
        "openapi-ts": theirs,
        "openapi-python-client": other,
    }
    return {"a-document": results.Measured(110, each)}


def test_tools_run_again_where_an_option_helps() -> None:
    tools = importlib.import_module("tools").TOOLS
    processes = importlib.import_module("processes")
    text = "in enum a.A; consider \nsetting literal_enums in your config"
    refused = processes.Run(1.0, 1.0, 50, 1, "", text)
    assert tools["openapi-python-client"].can_be_repeated(refused)
    assert not tools["openapi-ts"].can_be_repeated(refused)
    finished = processes.Run(1.0, 1.0, 50, 0, "", text)
    assert not tools["openapi-python-client"].can_be_repeated(finished)


def test_ratios_are_of_medians_and_per_operation() -> None:
    ratios = importlib.import_module("generate_ratios")
    found = _found(_result([4.0], 100), _result([2.0], 20))
    said = {each.cost: (each.ratio, each.reached) for each in ratios.comparisons(found)}
    assert said == {
        "CPU to openapi-ts, the same job": (0.75, "yes"),
        "time to openapi-ts, the same job": (0.75, "yes"),
        "CPU to openapi-ts, with tests and document": (1.25, ""),
        "time to openapi-ts, with tests and document": (1.25, ""),
        "CPU per operation to openapi-python-client, the same job": (0.3, "yes"),
        "CPU per operation to openapi-python-client, with tests and document": (
            pytest.approx(0.5),
            "yes",
        ),
    }
    assert [each.cost for each in ratios.ahead(found)] == [
        "CPU to openapi-ts, with tests and document",
        "time to openapi-ts, with tests and document",
    ]


def test_tools_that_fail_are_not_compared() -> None:
    ratios = importlib.import_module("generate_ratios")
    found = _found(_result([1.0], None, "no"), _result([1.0], None, "no"))
    assert list(ratios.comparisons(found)) == []


def test_sentence_about_stages_follows_from_the_numbers() -> None:
    ratios = importlib.import_module("generate_ratios")
    largest = {
        "a": ratios.largest_stage({"reading": 1.0, "rendering": 3.0, "writing": 4.0}),
        "b": ratios.largest_stage({"reading": 2.0, "rendering": 3.0, "writing": 2.5}),
    }
    assert largest["a"] == ("writing", 0.5)
    assert "writing of a (50%)" in ratios.stage_sentence(largest)
    del largest["a"]
    assert ratios.stage_sentence(largest).startswith(
        "No stage is at half of the whole or more on any document: the largest "
        "part is 40%, rendering of b."
    )


def test_cost_of_children_is_counted_and_long_runs_are_ended() -> None:
    processes = importlib.import_module("processes")
    ended = processes.run(["sleep", "20"], 0.1)
    assert ended.status == -9 and ended.wall < 10
    code = "x = sum(i for i in range(3000000))"
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', '{code}'])"
    run = processes.run([importlib.import_module("sys").executable, "-c", child], 60)
    assert run.status == 0 and run.cpu > 0.05
    failed = processes.run(["sh", "-c", "echo a; echo b >&2; exit 3"], 60)
    assert (failed.status, failed.text, failed.errors) == (3, "a\n", "b\n")


def test_sections_are_copied_into_pages() -> None:
    shown = importlib.import_module("shown_results")
    results = "# Title\n\n## One\n\n| a |\n\n## Two\n\ntext\n"
    page = (
        "before\n<!-- generate.md: Two -->\nold\n<!-- end of generate.md -->\nafter\n"
    )
    assert shown.filled(page, {"generate.md": results}) == (
        "before\n<!-- generate.md: Two -->\n\ntext\n\n<!-- end of generate.md -->\n"
        "after\n"
    )


def test_pages_show_what_was_measured() -> None:
    shown = importlib.import_module("shown_results")
    results = shown.read_results()
    for path in shown.PAGES:
        page = path.read_text("utf-8")
        assert shown.SHOWN.search(page), path
        assert page == shown.filled(page, results), "run `make bench-tables`"


def test_the_lock_file_pins_no_host() -> None:
    text = (BENCHMARKS / "openapi-ts" / "package-lock.json").read_text("utf-8")
    assert "resolved" not in text and '"integrity"' in text
