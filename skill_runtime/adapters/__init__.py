"""The I/O edge: one foreign library a file. Nothing here decides."""
