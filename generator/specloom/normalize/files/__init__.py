"""Passes over the vendor's files as they are, before OpenAPI's structure is known.

In order: `trust` (vocabulary of the vendor), `bundle` with `file_targets` (one document
of several files), `dropped_numbers`. Of `normalize` they import `report` alone.
"""
