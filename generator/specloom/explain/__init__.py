"""Explain what a call of a generated client does, without calling anything.

Each statement is a fact with the place from which it is known: an element of the
vendor's document or of an overlay, or a default of the runtime. The modules build data,
which `as_text` and `as_json` write. This package may import builds and what they are
made of, but nothing that prints or writes files.
"""

from .explained_call import explain, summaries
from .explanation import Explanation, Fact, Origin, Provenance, Section, Summary
from .json_rows import as_json, summary_row
from .lookup import Method, UnknownMethodError, find_method, methods
from .origins import provenance_of
from .text import as_text, summary_lines

__all__ = [
    "Explanation",
    "Fact",
    "Method",
    "Origin",
    "Provenance",
    "Section",
    "Summary",
    "UnknownMethodError",
    "as_json",
    "as_text",
    "explain",
    "find_method",
    "methods",
    "provenance_of",
    "summaries",
    "summary_lines",
    "summary_row",
]
