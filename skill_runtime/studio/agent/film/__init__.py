"""A whole film told in one message: which of its words are shots, and what is said of each.

`storyboard` is the way in. `listing` and what it uses read a film whose shots are told alike;
`script`, `parting` and `order` one that is only named or described. Both give an `order.Film`.
"""
