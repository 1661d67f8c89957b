"""JSON Schemas with which editors complete and check the files that users write.

Editors support different versions of JSON Schema, and some of them no references
between files. So each schema is in draft 7, whose keywords all of them know, and has
all of its parts in `definitions`. This package may import `views` and earlier packages.
"""

from .schema_files import SCHEMAS, editor_schema, is_own_schema, schema_texts

__all__ = ["SCHEMAS", "editor_schema", "is_own_schema", "schema_texts"]
