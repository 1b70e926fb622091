"""Things by their names.

``folding`` (what counts as the same writing), ``things`` (what can be named), ``exonyms`` (what countries are called
elsewhere), ``words`` (the words of all names), ``index`` (the things that fit a text, best first), ``naming`` (the one
thing that a value means), ``combining`` (a theme and a region in one text), ``finding`` (what a reader looks for) and
``cache`` (one index for each release).
"""
