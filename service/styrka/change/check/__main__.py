"""One check, ordered on standard input: ``python -m styrka.change.check``."""

import gc

gc.disable()  # to the end, which is near: what is imported and read stays as long

from styrka.change.check.process import main  # noqa: E402

main()
