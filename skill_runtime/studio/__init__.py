"""The embedded backend: a program of its own behind HTTP that shares no code with its client."""
