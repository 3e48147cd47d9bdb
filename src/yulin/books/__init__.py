"""Quota accounts kept in double entry: what is taken must be made good, once, from somewhere that exists."""
