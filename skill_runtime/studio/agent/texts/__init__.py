"""Words for the screen that stand in no quotation marks, or in rows for the shots: found in a
message before it is parted into clauses.
"""
