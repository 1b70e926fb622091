"""Settings: each has a default, a type that its default has, and a line of help; the environment overrides."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from styrka.errors import BadParameter
from styrka.settings import Settings, get_variable_name, load_settings


@pytest.mark.parametrize("setting", fields(Settings), ids=lambda setting: setting.name)
def test_every_setting_has_a_line_of_help(setting) -> None:
    assert setting.metadata["help"]
    assert "\n" not in setting.metadata["help"]


def test_the_environment_overrides_the_default_and_the_command_line_both() -> None:
    environment = {"STYRKA_PORT": "8001", "STYRKA_ROOT": "/somewhere", "STYRKA_QUERY_SECONDS": "2.5"}
    assert load_settings(environment).port == 8001
    assert load_settings(environment).root == Path("/somewhere")
    assert load_settings(environment).query_seconds == 2.5
    assert load_settings(environment, port=8002).port == 8002
    assert load_settings(environment, port=None).port == 8001


def test_a_value_of_the_wrong_type_names_its_variable() -> None:
    with pytest.raises(BadParameter) as error:
        load_settings({get_variable_name("port"): "many"})
    assert "STYRKA_PORT" in error.value.detail
