"""Documents that somebody sends to be checked before they contribute them: nothing is published, stored or logged.

``checker`` is what the web process has; ``process`` checks one document, in a process of its own.
"""

from styrka.change.check.checker import Checker

__all__ = ["Checker"]
