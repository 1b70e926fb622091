"""One check, ordered on standard input: ``python -m styrka.change.check``."""

from styrka.change.check.process import main

main()
