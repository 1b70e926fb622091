"""One write, ordered on standard input: ``python -m styrka.change.governed``."""

from styrka.change.governed.pipeline import main

main()
