"""The command line: parse, call, print. Each command group is one module; ``main`` puts them together."""
