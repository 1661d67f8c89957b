"""Build the packages of vendors: read their files, or take the result from the cache.

`vendor_builds` calls `pipeline`, which has no effects, with what `sources` reads. Must
not import `generation`, which decides what to do with the results.
"""
