"""Read files into a raw tree in which each part has its location.

The formats are YAML 1.2 and JSON. This package does not correct the content of a file.
If the content is dangerous or ambiguous, it raises an error with the location. It
imports only `errors`, `messages` and `regular_files`.
"""

from .document import (
    MAX_BYTES,
    Document,
    Documents,
    OtherFiles,
    RecordedOrder,
    decode_text,
    load,
    load_bytes,
    read,
)
from .formats import Format, document_format, is_plain_version
from .referenced_files import FileLocator, ReferencedFiles, may_refer_to_file
from .source_tree import (
    Pointer,
    SpecList,
    SpecMap,
    deep_copy,
    empty_copy,
    location_at,
    location_of,
    pick,
    spelling,
)
from .tree_builder import MAX_DEPTH, Dropped

__all__ = [
    "Document",
    "Documents",
    "Dropped",
    "FileLocator",
    "Format",
    "MAX_BYTES",
    "MAX_DEPTH",
    "OtherFiles",
    "Pointer",
    "RecordedOrder",
    "ReferencedFiles",
    "SpecList",
    "SpecMap",
    "decode_text",
    "deep_copy",
    "document_format",
    "is_plain_version",
    "empty_copy",
    "load",
    "load_bytes",
    "location_at",
    "location_of",
    "may_refer_to_file",
    "pick",
    "read",
    "spelling",
]
