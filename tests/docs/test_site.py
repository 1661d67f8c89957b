"""The site of the documentation: it builds strictly, and no link in it is broken."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin, urlparse

import pytest
import yaml
from built_site import built_site

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
HOST = "https://site.example/"


def _rows(nav: Any) -> list[str]:
    """Return the pages of a navigation, in order."""
    if isinstance(nav, str):
        return [nav]
    entries = nav.values() if isinstance(nav, dict) else nav
    return [page for entry in entries for page in _rows(entry)]


def test_every_page_is_in_the_navigation_once() -> None:
    rows = _rows(yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))["nav"])
    assert sorted(rows) == sorted(
        path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")
    )


class _Page(HTMLParser):
    """The anchors of a page, and what it refers to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.anchors = {""}
        self.links: list[str] = []
        self.sources: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.anchors |= {values[name] for name in ("id", "name") if name in values}
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        elif tag == "link" and "href" in values:
            self.sources.append(values["href"])
        elif "src" in values:
            self.sources.append(values["src"])


@pytest.fixture(scope="module")
def site() -> Path:
    """Return the folder of the site."""
    return built_site()


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, _Page]:
    """Return the pages of the site by their URL."""
    return {
        urljoin(HOST, path.relative_to(site).as_posix().removesuffix("index.html")): (
            _Page(path.read_text("utf-8"))
        )
        for path in site.rglob("*.html")
    }


@pytest.mark.verify
def test_every_link_leads_to_a_page_and_an_anchor(pages: dict[str, _Page]) -> None:
    broken = []
    for url, page in pages.items():
        for link in page.links:
            target, anchor = urldefrag(urljoin(url, link))
            if urlparse(target).netloc != urlparse(HOST).netloc:
                continue
            known = pages.get(target)
            if known is None or unquote(anchor) not in known.anchors:
                broken.append((url, link))
    assert len(pages) > 20
    assert broken == []


@pytest.mark.verify
def test_nothing_is_requested_from_another_server(
    site: Path, pages: dict[str, _Page]
) -> None:
    foreign = {
        source
        for url, page in pages.items()
        for source in page.sources
        if urlparse(urljoin(url, source)).netloc != urlparse(HOST).netloc
    }
    assert foreign == set()
    for style in site.rglob("*.css"):
        assert not re.search(r"url\([\"']?(https?:)?//", style.read_text("utf-8"))
