"""Compare two descriptions as contracts between the vendor and any client.

The descriptions are compared as they were loaded, after small changes of form that
bring both to one version of OpenAPI. This package must not import `normalize` or
anything after it: the comparison must also work on documents that no project has.
"""
