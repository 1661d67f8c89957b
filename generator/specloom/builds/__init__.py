"""Build the packages of vendors from their files, or take the results from the cache.

`vendor_builds` calls `pipeline`, which has no side effects, with the files that
`sources` reads. This package must not import `generation`, which decides how the
results are used.
"""
