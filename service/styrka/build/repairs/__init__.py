"""What happened where a text is not well-formed, and the line as it would be right.

``candidates`` makes small changes of the line where the parser stopped, and of the one before; ``explaining`` tries
each, and takes the first with which the parser gets further. What cannot be repaired so is told in plain words all the
same, in English and Swedish: ``complaints`` knows what the parser says.
"""

from styrka.build.repairs.explaining import Explanation, explain_error

__all__ = ["Explanation", "explain_error"]
