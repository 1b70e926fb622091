"""One write, ordered on standard input: ``python -m styrka.change.governed``."""

import gc

gc.disable()  # to the end, which is near: what is imported and read stays as long

from styrka.change.governed.pipeline import main  # noqa: E402

main()
