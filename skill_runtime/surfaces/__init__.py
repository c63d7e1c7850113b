"""How people and programs reach a conversation. No rules of a turn live here."""
