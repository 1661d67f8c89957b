"""Lists read lazily: partitions, pages, checkpoints and prefetching.

It must not import a transport or a client: fetching a page is handed in.
"""
