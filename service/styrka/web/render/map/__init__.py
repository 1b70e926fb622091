"""Maps as SVG, made by the server from the shapes of a release.

Read upward: ``outline`` (where a path lies), ``drawing`` (a view with every territory in its state), ``locator`` (where
one region is). Nothing is asked here: who calls gives states, labels and addresses.
"""
