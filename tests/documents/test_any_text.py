"""Whatever a description says, the documents of its package keep their structure."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from specloom.builds.full_builds import full_build
from specloom.ir import Package
from specloom.project.folders import Project
from specloom.project.vendor import vendor_of_file
from specloom.render import distribution_documents, package_facts

ACME = Path(__file__).parents[1] / "walkthrough" / "acme.yaml"
PARTS = st.sampled_from(
    (
        *("<b>", "<!--", "-->", "<?", "<![CDATA[", "&lt;", "</code>", "<a href='x'>"),
        *(
            "`",
            "``",
            "```\n",
            "~~~\n",
            "|",
            "\\",
            "*",
            "_",
            "#",
            "\n# ",
            "\n- ",
            "\n\n",
        ),
        *("[a](b)", "![a](b)", "[a]: b\n", "<https://a.b>", "www.a.b", "@a", "\n===\n"),
        *("{{", "{%", "\0", "\u202e", "\u2028", "\r", "\t", " ", "a", "1. ", "    "),
    )
)
texts = st.lists(PARTS, max_size=12).map("".join) | st.text(max_size=60)


@cache
def _package() -> Package:
    return full_build(vendor_of_file(ACME, "acme")).package


def _with_text(text: str) -> Package:
    """Return the package in which every text of others is the given one."""
    package = _package()
    resources = [
        replace(
            resource,
            description=text,
            operations=tuple(
                replace(
                    operation,
                    path=f"/{text}",
                    details=replace(operation.details, deprecation=text),
                )
                for operation in resource.operations
            ),
        )
        for resource in package.resources
    ]
    client = replace(package.client, description=text)
    return replace(package, title=text, client=client, resources=tuple(resources))


def _shape(page: str) -> list[tuple[str, str]]:
    """Return the tokens of a page, except text and what only clients with text have."""
    parser = MarkdownIt("commonmark").enable("table")
    found = [t for each in parser.parse(page) for t in (each, *(each.children or ()))]
    kept = {"heading_open", "list_item_open", "fence", "code_block", "html_block"}
    kept |= {"html_inline", "image", "link_open", "tr_open", "td_open", "hr"}
    return [
        (each.type, str(each.attrs.get("href", "")))
        for each in found
        if each.type in kept
    ]


@pytest.mark.verify
@given(texts)
@settings(max_examples=300, deadline=None)
def test_documents_keep_their_structure(text: str) -> None:
    project = Project(Path())
    plain, made = (
        distribution_documents(
            project, [package_facts(package, module="c.acme", folder="c/acme")]
        )
        for package in (_with_text("a"), _with_text(text))
    )
    for name, page in made.items():
        assert _shape(page) == _shape(plain[name]), name
        assert not re.search("[\0\u202e\u2028]", page)
        assert page.count("\n- [`") == plain[name].count("\n- [`")
