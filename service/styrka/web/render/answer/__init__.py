"""The page of an answer.

Read upward: ``evidence`` (what a row rests on), ``rows`` (the table), ``links`` (order, facets, addresses), ``views``
(bars, time line, what a map colours) and ``page`` (all of it together).
"""
