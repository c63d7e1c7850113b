"""The editing agent: one utterance in, edits on the draft and spoken events out. Rules and
data, no model.
"""
