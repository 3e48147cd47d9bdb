"""The peers, each in a module: ``NAME``, ``version()`` and ``prepare(left, right)``, which returns the timed call."""
