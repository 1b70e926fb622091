"""Settings: each has a default, a type that its default has, and a line of help; the environment overrides."""

from __future__ import annotations

from dataclasses import Field, fields
from pathlib import Path

import pytest
from click.testing import CliRunner

from styrka.cli import main
from styrka.cli.settings import write_page
from styrka.errors import BadParameter
from styrka.settings import Settings, get_variable_name, load_settings
from styrka.text.settings import WHEN_TO_CHANGE
from tests.conftest import ROOT


@pytest.mark.parametrize("setting", fields(Settings), ids=lambda setting: setting.name)
def test_every_setting_has_a_line_of_help(setting: Field[object]) -> None:
    assert setting.metadata["help"]
    assert "\n" not in setting.metadata["help"]


def test_the_environment_overrides_the_default_and_the_command_line_both() -> None:
    environment = {"STYRKA_PORT": "8001", "STYRKA_ROOT": "/somewhere", "STYRKA_QUERY_SECONDS": "2.5"}
    assert load_settings(environment).port == 8001
    assert load_settings(environment).root == Path("/somewhere")
    assert load_settings(environment).query_seconds == 2.5
    assert load_settings(environment, port=8002).port == 8002
    assert load_settings(environment, port=None).port == 8001


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("STYRKA_PROT", "8001", "Did you mean STYRKA_PORT or STYRKA_ROOT?"),
        ("STYRKA_TYPO", "x", "`styrka settings` lists them all."),
        ("STYRKA_STORE", "disk", "There is no setting STYRKA_STORE."),
        ("STYRKA_PORT", "70000", "STYRKA_PORT is 70000; it must be from 1 to 65535."),
        ("STYRKA_THREADS", "0", "STYRKA_THREADS is 0; it must be 1 or more."),
        ("STYRKA_QUERY_SECONDS", "-1", "STYRKA_QUERY_SECONDS is -1.0; it must be 0 or more."),
        ("STYRKA_QUERY_SECONDS", "nan", "STYRKA_QUERY_SECONDS is nan; it must be 0 or more."),
        ("STYRKA_FILES_AHEAD", "maybe", "it must be true or false."),
        ("STYRKA_VALIDATOR", "pyshack", "it must be fast or pyshacl. Did you mean pyshacl?"),
        ("STYRKA_REQUEST_LOG", "yes", "it must be json or questions or none."),
    ],
)
def test_what_is_wrong_with_a_variable_is_said_with_what_would_be_right(name: str, value: str, words: str) -> None:
    with pytest.raises(BadParameter) as error:
        load_settings({name: value})
    assert words in error.value.detail
    assert name in error.value.detail_sv


@pytest.mark.parametrize("name", ["STYRKA_SHARED", "STYRKA_ENDPOINT_AUTH", "STYRKA_OTHER_AUTH", "PATH"])
def test_variables_of_others_are_left_alone(name: str) -> None:
    assert load_settings({name: "anything"}) == Settings()


def test_the_command_line_is_checked_alike() -> None:
    with pytest.raises(BadParameter, match="from 1 to 65535"):
        load_settings({}, port=0)


def test_the_page_of_settings_is_what_the_command_prints() -> None:
    assert (ROOT / "docs/settings.md").read_text("utf-8") == write_page(), (
        "styrka settings --markdown > docs/settings.md"
    )


def test_every_setting_says_when_to_change_it() -> None:
    assert list(WHEN_TO_CHANGE) == [setting.name for setting in fields(Settings)]


def test_the_command_shows_values_but_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STYRKA_WRITE_TOKEN", "tell-nobody")
    monkeypatch.setenv("STYRKA_PORT", "8123")
    done = CliRunner().invoke(main, ["settings"])
    assert done.exit_code == 0
    assert "8123" in done.output
    assert "tell-nobody" not in done.output
    assert "(set)" in done.output


def test_a_value_of_the_wrong_type_names_its_variable() -> None:
    with pytest.raises(BadParameter) as error:
        load_settings({get_variable_name("port"): "many"})
    assert "STYRKA_PORT" in error.value.detail
