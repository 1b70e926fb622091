"""The settings of a run: from the environment and the command line, each of the right type and within its bounds."""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, Final, NoReturn
from urllib.parse import urlsplit

from styrka.errors import BadParameter
from styrka.settings.declared import PREFIX, Settings, get_variable_name

CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "validator": ("fast", "pyshacl"),
    "reasoner": ("compiled", "owlrl"),
    "request_log": ("json", "questions", "none"),
    "harvest_licences": ("open", "any"),
}
_OTHER: Final = frozenset({"STYRKA_SHARED"})  # the tests' folder of facts; credentials end with _AUTH
_BOUNDS: Final[Mapping[str, tuple[int, int | None]]] = {  # 0 and no upper bound where a number is not here
    "port": (1, 65_535),
    "query_memory": (1 << 20, None),
    "write_memory": (1 << 28, None),
    "check_memory": (1 << 26, None),
    "threads": (1, None),
    "public_workers": (1, None),
    "reserved_workers": (1, None),
    "body_bytes": (1, None),
    "query_bytes": (1, None),
    "form_fields": (1, None),
    "heavy_queries": (1, None),
}
_WANTED: Final[Mapping[type, tuple[str, str]]] = {
    int: ("a whole number", "ett heltal"),
    float: ("a number", "ett tal"),
    bool: ("true or false", "true eller false"),
}
_TRUTHS: Final = {
    "true": True,
    "1": True,
    "yes": True,
    "on": True,
    "false": False,
    "0": False,
    "no": False,
    "off": False,
    "": False,
}


def load_settings(environment: Mapping[str, str] | None = None, **overrides: Any) -> Settings:
    """Return the settings of this run: the defaults, then the environment, then ``overrides`` that are not None.

    Parameters:
        environment: the variables to read; the process's own when None.
        overrides: values from the command line, already of the right type.

    Raises:
        BadParameter: A variable is of no setting, or a value is of the wrong type or outside its bounds.
    """
    environment = os.environ if environment is None else environment
    known = {get_variable_name(setting.name): setting for setting in fields(Settings)}
    values: dict[str, Any] = {}
    for name, text in environment.items():
        if name in known:
            values[known[name].name] = _parse(name, text, type(known[name].default))
        elif name.startswith(PREFIX) and name not in _OTHER and not name.endswith("_AUTH"):
            _refuse_unknown(name, known)
    values.update({name: value for name, value in overrides.items() if value is not None})
    for name, value in values.items():
        _check_bounds(name, value)
    _check_base(values.get("base", ""))
    return replace(Settings(), **values)


def _check_base(base: str) -> None:
    """Refuse an address below which the service cannot stand: its own addresses begin at the host.

    Raises:
        BadParameter: It has a path, or is none of the web.
    """
    parts = urlsplit(base)
    if not base or (parts.scheme in ("http", "https") and parts.netloc and base.rstrip("/").endswith(parts.netloc)):
        return
    raise BadParameter(
        f"STYRKA_BASE is {base!r}; it must be such as https://data.example.org/, without a path: give the service a "
        "name of its own.",
        sv=f"STYRKA_BASE är {base!r}; det ska vara som https://data.example.org/, utan sökväg: ge tjänsten ett eget "
        "namn.",
        parameter="STYRKA_BASE",
    )


def _refuse_unknown(name: str, known: Mapping[str, object]) -> NoReturn:
    bare = {one.removeprefix(PREFIX): one for one in known}
    near = sorted(bare[one] for one in difflib.get_close_matches(name.removeprefix(PREFIX), bare, 2, 0.6))
    hint = f"Did you mean {' or '.join(near)}?" if near else "`styrka settings` lists them all."
    hjalp = f"Menade du {' eller '.join(near)}?" if near else "`styrka settings` räknar upp dem."
    raise BadParameter(
        f"There is no setting {name}. {hint}",
        sv=f"Det finns ingen inställning {name}. {hjalp}",
        parameter=name,
        near=near,
    )


def _parse(name: str, text: str, kind: type) -> Any:
    try:
        return _TRUTHS[text.lower()] if kind is bool else kind(text)
    except (ValueError, KeyError):
        wanted, sv = _WANTED[kind]
        raise BadParameter(
            f"{name} is {text!r}; it must be {wanted}.", sv=f"{name} är {text!r}; det ska vara {sv}.", parameter=name
        ) from None


def _check_bounds(name: str, value: Any) -> None:
    """Refuse a value that is none of a setting's choices, or too small or large a number.

    Raises:
        BadParameter: It is such a value; it names the variable and what would be right.
    """
    variable = get_variable_name(name)
    if name in CHOICES and value not in CHOICES[name]:
        near = difflib.get_close_matches(str(value), CHOICES[name], 1, 0.5)
        hint, hjalp = (f" Did you mean {near[0]}?", f" Menade du {near[0]}?") if near else ("", "")
        raise BadParameter(
            f"{variable} is {value!r}; it must be {' or '.join(CHOICES[name])}.{hint}",
            sv=f"{variable} är {value!r}; det ska vara {' eller '.join(CHOICES[name])}.{hjalp}",
            parameter=variable,
        )
    if isinstance(value, bool) or not isinstance(value, int | float):
        return
    least, most = _BOUNDS.get(name, (0, None))
    if not value >= least or (most is not None and value > most):
        wanted = f"{least} or more" if most is None else f"from {least} to {most}"
        sv = f"{least} eller mer" if most is None else f"från {least} till {most}"
        raise BadParameter(
            f"{variable} is {value}; it must be {wanted}.",
            sv=f"{variable} är {value}; det ska vara {sv}.",
            parameter=variable,
        )
