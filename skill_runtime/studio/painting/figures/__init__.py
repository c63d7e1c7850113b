"""Figures: people, animals, vehicles, landmarks and food as parametric shapes, and their cast."""
