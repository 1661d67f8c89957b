"""Read files into a raw tree that knows the location of each of its parts.

YAML under the rules of YAML 1.2, and JSON. Repairs nothing and names nothing; what is
dangerous or ambiguous is refused with its location. Imports `errors`,
`messages` and `regular_files` alone.
"""

from .document import (
    Document,
    Documents,
    OtherFiles,
    decoded,
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
from .tree_builder import Dropped

__all__ = [
    "Document",
    "Documents",
    "Dropped",
    "FileLocator",
    "Format",
    "OtherFiles",
    "Pointer",
    "ReferencedFiles",
    "SpecList",
    "SpecMap",
    "decoded",
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
