"""法 Law as data with a citation.

Every number that comes from a statute is a dated *parameter* (``parameters/*.yaml``) with its instrument,
article and certainty. A *rule* is a pure function of facts and the law of a day; its *verdict* carries the
outputs, the parameters it used and its reasons. A verdict is an indication with citations; the officer
decides what is legal.
"""
