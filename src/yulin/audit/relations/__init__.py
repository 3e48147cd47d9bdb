"""The kinds of check (勾稽关系): one module each; every finder takes a reading and returns relations.

No finder tries all combinations. A relation needs a cue: a word (其中, 占, 比上年), a shared unit and noun, a place.
"""
