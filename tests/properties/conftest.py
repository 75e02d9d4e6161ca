"""How many examples: the usual number, or few for each of the thousands of runs of mutmut."""

from hypothesis import settings

settings.register_profile("mutation", max_examples=20, deadline=None, derandomize=True)
