"""Pure functions over text and values: no I/O, no clock, no environment."""
