"""Build the packages of vendors from their files, or take the results from the cache.

`vendor_builds` calls `pipeline`, which has no side effects, with the files that
`sources` reads. `full_builds` builds without printing code, for comparisons, also from
a normalized document or from the files of two sides. This package must not import
`generation`, which decides how the results are used.
"""
