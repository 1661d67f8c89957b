"""Passes that decide which schemas are components, and name the components.

The first passes are `schema_pointers` (targets of references) and `component_names`.
After the operations have names, `inline_schemas` (with `error_bodies`),
`repeated_properties` and `read_write_views` follow. Of `normalize`, this package
imports `report`, `schemas` and `discriminators`.
"""
