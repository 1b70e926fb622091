"""The page of an answer.

Read upward: ``evidence`` (what a row rests on), ``rows`` (the table), ``links`` (order, facets, addresses), ``views``
(bars and time line), ``mapped`` (the map) and ``page`` (all of it together).
"""
