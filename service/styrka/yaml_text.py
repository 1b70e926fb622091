"""YAML that the project itself has: in the heads of questions and tables, and in the words of answers."""

from __future__ import annotations

from typing import Any, Final

import yaml

# Ten times as fast, where PyYAML was built with libyaml. Not for what anybody sends: libyaml recurses without a bound.
_FAST: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(text: str) -> Any:
    """Return what a document of YAML has.

    Raises:
        yaml.YAMLError: With the line and what is wrong.
    """
    try:
        return yaml.load(text, Loader=_FAST)  # noqa: S506 - a safe loader
    except yaml.YAMLError:
        return yaml.safe_load(text)  # whose errors are the same on every machine
