"""Ports, the driver (the only loop) and the conversation (one turn, top to bottom)."""
