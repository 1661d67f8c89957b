"""Passes that decide which schemas are components, and name the components.

The order is: `schema_pointers` (targets of references), `component_names`, then, after
the operations have names, `inline_schemas` (with `error_bodies`), `repeated_properties`
and `read_write_views`. Of `normalize`, they import `report`, `schemas` and
`discriminators`.
"""
