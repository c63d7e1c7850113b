"""A whole message, clause by clause: what passes from one to the next, and the requests that come
of them. `parsing.parse` is the way in.
"""
