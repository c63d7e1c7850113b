"""A whole film told in one message: which of its words are shots, and what is said of each."""
