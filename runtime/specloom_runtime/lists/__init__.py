"""Lazy lists: partitions, pages, checkpoints and prefetching.

This package must not import a transport or a client; the caller passes a function that
fetches a page.
"""
