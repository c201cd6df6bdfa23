"""Who may come in: the users' file, its lines, and the settings that say so."""

from pathlib import Path

import pytest

from assistant.errors import SettingsError
from assistant.page.access import login, read_users, user_line
from assistant.settings import PageSettings, Settings


def test_a_line_of_the_users_file_holds_no_password(tmp_path: Path) -> None:
    line = user_line("Ada Lovelace", "a secret")
    (tmp_path / "users").write_text(f"{line}\n")

    assert "a secret" not in line
    assert list(read_users(tmp_path / "users")) == ["Ada Lovelace"]


@pytest.mark.parametrize(
    ("name", "password"), [("", "x"), ("a:b", "x"), ("a", ""), ("a", "é" * 37)]
)
def test_a_name_or_password_that_cannot_be_used_is_refused(name: str, password: str) -> None:
    with pytest.raises(SettingsError):
        user_line(name, password)


@pytest.mark.parametrize(
    ("text", "problem"), [("", "names nobody"), ("ada:secret\n", "line 1"), (None, "No such file")]
)
def test_a_users_file_that_cannot_be_used_says_so_without_its_secrets(
    tmp_path: Path, text: str | None, problem: str
) -> None:
    path = tmp_path / "users"
    if text is not None:
        path.write_text(text)
    with pytest.raises(SettingsError, match=problem) as error:
        login(PageSettings(users=path))
    assert "secret" not in str(error.value)


def test_one_password_or_users_but_not_both() -> None:
    settings = Settings.from_env({"ASSISTANT_PASSWORD": "a secret", "ASSISTANT_USERS": "users"})
    with pytest.raises(SettingsError, match="unset one"):
        login(settings.page)
    assert "a secret" not in repr(settings)
    assert login(PageSettings()) is None
