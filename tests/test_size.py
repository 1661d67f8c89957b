"""`make size` counts code alone: no docstrings, comments or blank lines."""

from __future__ import annotations

import importlib.util
from pathlib import Path

ROOT = Path(__file__).parents[1]
COUNTED = '''\
"""Module docstring
over two lines."""

# A comment.
TEXT = """one
two"""
"""What the text is for."""


def f(a,
      b):  # a comment after code
    """Docstring."""

    return a
'''


def test_docstrings_comments_and_blank_lines_do_not_count() -> None:
    path = ROOT / "benchmarks" / "size.py"
    spec = importlib.util.spec_from_file_location("size", path)
    assert spec and spec.loader
    size = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(size)
    assert size.code_lines(COUNTED) == 5
