"""One write, ordered on standard input: ``python -m styrka.writing``."""

from styrka.writing.pipeline import main

main()
