"""Values: frozen dataclasses and closed unions. Nothing here decides anything."""
