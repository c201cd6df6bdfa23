"""Settings come from the environment; what is wrong is said by name."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from assistant.errors import SettingsError
from assistant.settings import Settings


def test_defaults_need_no_environment() -> None:
    assert Settings.from_env({"PATH": "/bin"}) == Settings()


def test_values_are_read_and_empty_ones_count_as_unset() -> None:
    environ = {
        "ASSISTANT_STORE": "elsewhere",
        "ASSISTANT_PORT": "8000",
        "ASSISTANT_LLM": "",
    }
    settings = Settings.from_env(environ)
    assert (settings.store, settings.page.port, settings.llm.model) == (
        Path("elsewhere"),
        8000,
        "",
    )


def test_an_unknown_setting_is_refused() -> None:
    with pytest.raises(SettingsError, match=r"ASSISTANT_PROT is not a setting.*ASSISTANT_PORT"):
        Settings.from_env({"ASSISTANT_PROT": "8000"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "many"),
        ("PORT", "70000"),
        ("THRESHOLD", "2"),
        ("PASSAGES", "0"),
        ("LLM_BUDGET", "few"),
        ("SLACK_SOURCES", "C1=AFP"),
    ],
)
def test_a_bad_value_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"ASSISTANT_{name} is '{value}'"):
        Settings.from_env({f"ASSISTANT_{name}": value})


def test_settings_are_frozen() -> None:
    with pytest.raises(ValidationError):
        setattr(Settings().page, "port", 1)  # noqa: B010  (mypy knows that it is frozen)


def test_slack_lists_and_sources_are_read() -> None:
    settings = Settings.from_env(
        {
            "ASSISTANT_SLACK_CHANNELS": "C1, C2",
            "ASSISTANT_SLACK_USERS": "U1",
            "ASSISTANT_SLACK_SOURCES": '{"C1": ["AFP", "Al Jazeera"]}',
        }
    )
    assert settings.slack.channels == ("C1", "C2")
    assert settings.slack.users == ("U1",)
    assert settings.slack.sources == {"C1": ("AFP", "Al Jazeera")}


@pytest.mark.parametrize("value", ["C1=AFP", '{"C1": "AFP"}', "[1]"])
def test_slack_sources_that_are_not_such_json_are_named(value: str) -> None:
    with pytest.raises(SettingsError, match="ASSISTANT_SLACK_SOURCES is "):
        Settings.from_env({"ASSISTANT_SLACK_SOURCES": value})
