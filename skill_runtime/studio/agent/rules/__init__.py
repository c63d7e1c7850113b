"""What one clause asks for. `ruling` asks the rules of each kind of edit in turn; `understanding`
gives the edits to the shots that they are for.
"""
