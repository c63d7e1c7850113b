"""What the words of a message mean by themselves: folded, parted into clauses, and the values in
them (times, amounts, looks). The words themselves are data, `en.yaml` and `zh.yaml`.
"""
