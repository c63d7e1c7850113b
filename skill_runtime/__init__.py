"""Runs the skills of the cloud video family in code."""
