"""One pass, `schema_forms`: every schema in the one form that the rest reads.

Of each schema it replaces what allows null (`null_forms`), reads the values and their
names (`mistyped_values`, `enum_names`), separates `mixed_types`, and reports what code
cannot state (`schema_rows`, with `unstated_keywords` and `contradictions`). Of
`normalize` it imports `report` and `discriminators`.
"""
