"""Passes that make unions explicit: which values mean which alternative.

In order: `complete_discriminators` (with `discriminator_bases`, `mappings` and
`discriminator_values`), `alternatives` (what is next to a union moves into it),
`circles`, `nested_components`. Of `normalize` they import `report` alone.
"""
