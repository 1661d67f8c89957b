"""Passes over operations: their parameters, bodies, responses, security and servers.

The order is: `webhook_collection`, `inlined_components`, `path_templates`,
`media_type_choice` (with `media_type_names`), `raw_messages`, `parameters` (with
`nested_values`), `security_requirements`, `usable_servers`, `examples`, and, near the
end of all passes, `operation_selection`. Of `normalize`, this package imports only
`report`.
"""
