"""Edits done: pure functions from a draft to a draft, one module for each kind of thing on it.

`applying.apply` is the way in.
"""
