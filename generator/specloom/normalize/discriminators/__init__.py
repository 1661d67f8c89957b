"""Passes that make unions explicit: the values that identify each alternative.

The order is: `complete_discriminators` (with `discriminator_bases`, `mappings` and
`discriminator_values`), `alternatives` (merges the keywords next to a union into it),
`circles`, `nested_components`. Of `normalize`, they import only `report`.
"""
