"""Pages about a document with hostile text everywhere have only their own markup."""

from __future__ import annotations

import ast
import json
import posixpath
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from markdown_it import MarkdownIt
from specloom.builds.accepted_losses import AcceptedLosses
from specloom.builds.full_builds import full_build
from specloom.project.vendor import vendor_of_file
from specloom.vendor_pages import HEADER, VendorPages

TEXT = (
    "<script>alert(1)</script> [x](javascript:x) | p ` t ```\n# H\n---\n::: os.system\n"
    '{{ config }} {% x %} --8<-- "/etc/passwd" <img src=x onerror=y> &lt;b&gt; \u202e'
)
NAMES = ("a|b", "{{b}}", "`c`", "<d>", "e'\"\\f", "index", "INDEX")
OWN = {"p", "code", "pre", "a", "h1", "h2", "h3", "table", "thead", "tbody", "tr", "th"}
OWN |= {"td", "ul", "li", "strong", "br"}


class _Page(HTMLParser):
    """The tags, anchors and links of a page."""

    def __init__(self, markdown: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.anchors: list[str] = []
        self.links: list[str] = []
        self.feed(MarkdownIt("commonmark").enable("table").render(markdown))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        values = {name: value or "" for name, value in attrs}
        assert {*values} <= {"id", "href", "class"}
        self.anchors += [values["id"]] if "id" in values else []
        self.links += [values["href"]] if "href" in values else []


def _schema(name: str) -> dict[str, Any]:
    return {
        "type": "object",
        "description": TEXT,
        "required": [*NAMES],
        "properties": {
            each: {"type": "string", "description": TEXT, "enum": [TEXT, each, name]}
            for each in NAMES
        },
    }


def _operation(group: str, number: int) -> dict[str, Any]:
    body = {"schema": {"$ref": f"#/components/schemas/{group}{number}"}}
    return {
        "tags": [group],
        "operationId": f"{group} {number}",
        "summary": TEXT,
        "description": TEXT,
        "deprecated": True,
        "externalDocs": {"url": "javascript:alert(1)"},
        "parameters": [
            {
                "name": name,
                "in": "query",
                "description": TEXT,
                "schema": {"const": name},
            }
            for name in NAMES[:5]
        ],
        "requestBody": {"required": True, "content": {"application/json": body}},
        "responses": {
            "200": {"description": TEXT, "content": {"application/json": body}},
            "404": {"description": TEXT},
        },
    }


def _document(operations: int) -> dict[str, Any]:
    groups = ("index", "readme", "x")
    return {
        "openapi": "3.1.0",
        "info": {"title": TEXT, "version": TEXT, "description": TEXT},
        "externalDocs": {"url": "https://a.example/(x)`{{y}}|"},
        "servers": [
            {"url": "https://{h}.example/v1", "variables": {"h": {"default": TEXT}}}
        ],
        "tags": [{"name": name, "description": TEXT} for name in groups],
        "security": [{"a": []}, {}],
        "paths": {
            f"/{group}/{n}|`{{x}}": {
                "parameters": [
                    {"name": "x", "in": "path", "required": True, "schema": {}}
                ],
                "post": _operation(group, n),
            }
            for group in groups
            for n in range(operations)
        },
        "components": {
            "securitySchemes": {
                "a": {"type": "apiKey", "in": "query", "name": "{{k}}|`"}
            },
            "schemas": {
                f"{group}{n}": _schema(group)
                for group in groups
                for n in range(operations)
            },
        },
    }


@pytest.mark.parametrize("operations", [1, 11])
def test_pages_have_only_their_own_markup(operations: int, tmp_path: Path) -> None:
    path = tmp_path / "acme.json"
    path.write_text(json.dumps(_document(operations)), "utf-8")
    build = full_build(vendor_of_file(path, "acme"))
    texts = VendorPages(
        build=build, module="x", distribution="x", accepted=AcceptedLosses("", {}, {})
    ).texts()
    pages = {name: _Page(text) for name, text in texts.items()}
    assert (len(pages) > 1) is (operations > 10)
    for name, text in texts.items():
        assert text.startswith(HEADER) and pages[name].tags <= OWN
        assert len(pages[name].anchors) == len({*pages[name].anchors})
        assert not re.search(r"\{[{%#]|^:::|--8<--|\u202e", text, re.M)
        for code in re.findall(
            r"^For example:\n\n```py\n(.*?)^```$", text, re.M | re.S
        ):
            ast.parse(code)
        for link in pages[name].links:
            file, _, anchor = link.partition("#")
            target = name
            if file:
                target = posixpath.normpath(posixpath.join(name, "..", file))
            if not link.startswith("https://a.example/"):
                assert not anchor or unquote(anchor) in pages[target].anchors
