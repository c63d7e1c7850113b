"""What a message speaks of: "it", "the second clip", a shot or a text by its name, and what was
said before and is corrected.
"""
