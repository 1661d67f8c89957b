"""Passes that make unions explicit: they declare the values of each alternative.

The order is: `discriminator_completion` (with `discriminator_bases`,
`discriminator_mappings` and `discriminator_values`), `alternatives` (merges the
keywords next to a union into its alternatives), `composition_cycles`,
`nested_components`. Of `normalize`, this package imports only `report`.
"""
