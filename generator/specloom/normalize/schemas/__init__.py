"""The pass `schema_forms`, which converts every schema to a single form.

The pass replaces the forms of null (`null_forms`), reads the values and their names
(`mistyped_values`, `enum_names`), separates `mixed_types`, and reports keywords that
code cannot express (`schema_losses`, with `unstated_keywords` and `contradictions`). Of
`normalize`, this package imports `report` and `discriminators`.
"""
