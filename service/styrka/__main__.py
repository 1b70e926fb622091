"""``python -m styrka``: the command line."""

from styrka.cli import main

if __name__ == "__main__":
    main()
