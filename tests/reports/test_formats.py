"""The formats of a report: golden files, schemas, and text that stays text."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from report_formats import GOLDEN, formats
from sample_reports import DUE, SITE, change, full_report, quiet_report
from sample_reports import report as sample
from specloom.errors import Problem, SourceLocation
from specloom.messages import Message
from specloom.reports.annotations import annotation_lines
from specloom.reports.html_report import html_report
from specloom.reports.json_report import json_report, report_schema
from specloom.reports.report_data import Entry, ProposedRename, Report, UnneededRepair
from specloom.reports.sarif_report import sarif_report
from specloom.reports.terminal_report import terminal_report

texts = st.one_of(
    st.text(max_size=80),
    st.text("<>&\"'`:,%\r\n\u202e\x1b{}", max_size=40),
    st.sampled_from(["</script><script>x", "{{ 7 * 7 }}", "]]>", "%0A::error::x"]),
)


@pytest.mark.parametrize(
    "name", ["report.txt", "report.md", "report.html", "changelog.md"]
)
def test_text_formats_are_as_recorded(name: str) -> None:
    assert formats()[name] == (GOLDEN / name).read_text("utf-8")


@pytest.mark.parametrize("name", ["report.json", "annotations.txt", "report.sarif"])
def test_formats_for_programs_are_as_recorded(name: str) -> None:
    assert formats()[name] == (GOLDEN / name).read_text("utf-8")


def test_every_format_names_what_breaks() -> None:
    for name, text in formats().items():
        assert "Invoice.due" in text, name
        assert ("crm/push.py" in text) == (name != "changelog.md"), name


def _of(text: str) -> Report:
    """Return a report in which every text of others is the given one."""
    made = change(
        "response-property-removed",
        f"/components/schemas/{text}",
        text,
        level="breaking",
        python="breaking",
        place=DUE.place._replace(new=SourceLocation(text or "a", 3, 4)),
        why=text,
        act=text,
        before=(text,),
        after=(text,),
        values={"text": text},
    )
    site = replace(SITE, file=text or "a", code=text, advice=text)
    problem = Problem(
        SourceLocation(text or "a"), Message.INVALID_YAML(reason=text.strip() or "a")
    )
    return sample(
        Entry(change=made, call_sites=(site,), command=text),
        Entry(change=replace(made, python="none", level="info")),
        old_version=text,
        baseline=text,
        repairs=(
            UnneededRepair(
                location=SourceLocation(text or "a"), target=text, reason=text
            ),
        ),
        renames=(
            ProposedRename(old=text, new=text, reason=text, line=text, file=text),
        ),
        losses_gained=(text,),
        losses_mended=(text,),
        provenance=(text,),
        acceptance_problems=(problem,),
    )


def _schema_errors(value: Any) -> list[str]:
    checker = Draft202012Validator(report_schema(), format_checker=FormatChecker())
    return [error.message for error in checker.iter_errors(value)]


@pytest.mark.parametrize("reports", [[], [full_report()], [quiet_report()] * 2])
def test_json_is_valid(reports: list[Report]) -> None:
    assert _schema_errors(json.loads(json.dumps(json_report(reports)))) == []


@given(texts)
def test_json_is_valid_with_any_text(text: str) -> None:
    assert _schema_errors(json.loads(json.dumps(json_report([_of(text)])))) == []


def test_the_schema_is_valid_and_allows_no_other_keys() -> None:
    Draft202012Validator.check_schema(report_schema())
    found = json_report([full_report()])
    found["reports"][0]["changes"][0]["more"] = 1
    assert len(_schema_errors(found)) == 1
    del found["reports"][0]["changes"][0]["rule"]
    assert len(_schema_errors(found)) == 2


def test_json_has_every_entry_and_the_verdict() -> None:
    (found,) = json_report([full_report()])["reports"]
    assert len(found["changes"]) == 7
    assert [each["attention"] for each in found["changes"]].count("folded") == 4
    verdict = found["verdict"]
    assert (verdict["bump"], verdict["proposed_version"]) == ("major", "2.0.0")
    assert verdict["needs_action"] is True


class _Page(HTMLParser):
    """Collect the tags, their attributes, and the text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.values: list[str] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.values += [value or "" for _, value in attrs]
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_is_well_formed_and_loads_nothing() -> None:
    page = _Page(html_report([full_report(), quiet_report()]))
    assert page.open == []
    assert not {"script", "link", "img", "iframe", "a", "form"} & set(page.tags)
    assert not {"src", "href", "style"} & page.attributes
    assert not [name for name in page.attributes if name.startswith("on")]
    assert "url(" not in page.text and "@import" not in page.text
    assert page.tags[:3] == ["html", "head", "meta"]


@settings(deadline=None, max_examples=50)
@given(texts)
def test_the_page_escapes_any_text(text: str) -> None:
    plain, hostile = _Page(html_report([_of("a")])), _Page(html_report([_of(text)]))
    # Empty text leaves elements out; what is between backticks becomes code.
    if text.strip() and "`" not in text:
        assert hostile.tags == plain.tags
    assert set(hostile.tags) <= {*plain.tags, "code"}
    assert hostile.attributes == plain.attributes
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x1b]", hostile.text)


def test_large_pages_stay_small_enough() -> None:
    entries = tuple(
        Entry(change=change("added", f"/{n}", "text", values={"n": n}))
        for n in range(10_000)
    )
    page = html_report([sample(*entries)])
    assert len(page) < 200_000
    assert "and 9500 more" in page


COMMAND = re.compile(r"::(error|warning|notice) ((?:\w+=[^:,\r\n]*,?)+)::([^\r\n]*)")


@given(texts)
def test_an_annotation_is_one_command(text: str) -> None:
    lines = annotation_lines([_of(text)])
    for line in lines:
        found = COMMAND.fullmatch(line)
        assert found, line
        properties = dict(each.split("=", 1) for each in found[2].split(","))
        assert set(properties) <= {"file", "line", "col", "title"}
    assert [line.split()[0] for line in lines].count("::error") == 3


def test_annotations_point_at_the_description_and_at_calls() -> None:
    lines = annotation_lines([full_report()])
    title = "title=acme%3A response-property-removed"
    source = f"::error file=specs/acme/source.yaml,line=122,col=5,{title}::"
    assert [line for line in lines if line.startswith(source)]
    assert f"::error file=crm/push.py,line=40,col=9,{title}::Read `due_date` " in (
        "\n".join(lines)
    )
    assert not [line for line in lines if "Address.country" in line]


def test_what_was_removed_is_shown_in_the_file_that_exists() -> None:
    gone = replace(DUE, place=DUE.place._replace(new=None))
    line, _ = annotation_lines([sample(Entry(change=gone))])
    assert line.startswith("::error file=specs/acme/source.yaml,line=1,col=1,")


SARIF = {
    "required": ["version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {
            "items": {
                "required": ["tool", "results"],
                "properties": {"results": {"items": {"$ref": "#/$defs/result"}}},
            }
        },
    },
    "$defs": {
        "message": {
            "required": ["text"],
            "properties": {"text": {"type": "string", "minLength": 1}},
        },
        "location": {
            "properties": {
                "id": {"type": "integer", "minimum": -1},
                "message": {"$ref": "#/$defs/message"},
                "physicalLocation": {
                    "required": ["artifactLocation"],
                    "properties": {
                        "artifactLocation": {
                            "required": ["uri"],
                            "properties": {
                                "uri": {
                                    "type": "string",
                                    "pattern": "^([\\w./~-]|%[0-9A-F]{2})+$",
                                }
                            },
                        },
                        "region": {
                            "properties": {
                                "startLine": {"type": "integer", "minimum": 1},
                                "startColumn": {"type": "integer", "minimum": 1},
                            }
                        },
                    },
                },
            }
        },
        "result": {
            "required": ["message"],
            "properties": {
                "ruleId": {"type": "string"},
                "ruleIndex": {"type": "integer", "minimum": 0},
                "level": {"enum": ["none", "note", "warning", "error"]},
                "message": {"$ref": "#/$defs/message"},
                "locations": {"items": {"$ref": "#/$defs/location"}},
                "relatedLocations": {"items": {"$ref": "#/$defs/location"}},
                "partialFingerprints": {"additionalProperties": {"type": "string"}},
                "suppressions": {
                    "items": {
                        "required": ["kind"],
                        "properties": {"kind": {"enum": ["inSource", "external"]}},
                    }
                },
            },
        },
    },
}
"""What the standard says of the properties that are written (its section 3)."""


@given(texts)
def test_sarif_is_valid_with_any_text(text: str) -> None:
    log = sarif_report([full_report(), _of(text)], "1.2.3")
    checker = Draft202012Validator(SARIF)
    found = [f"{e.json_path}: {e.message}" for e in checker.iter_errors(log)]
    assert found == []
    (run,) = log["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert len(set(rules)) == len(rules)
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]


def test_sarif_suppresses_what_is_accepted() -> None:
    (run,) = sarif_report([full_report()], "1.2.3")["runs"]
    suppressed = [each for each in run["results"] if "suppressions" in each]
    (only,) = suppressed
    assert only["ruleId"] == "request-property-became-required"
    assert only["level"] == "note"
    uri = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert unquote(uri["uri"]) == "specs/acme/source.yaml"


def test_the_terminal_names_all_levels() -> None:
    shown = "\n".join(terminal_report([full_report()]))
    assert "contract breaks · Python breaks · wire same" in shown
    assert "run: specloom migrate crm" in shown


def test_golden_files_are_all_compared() -> None:
    assert {path.name for path in Path(GOLDEN).iterdir()} == set(formats())
