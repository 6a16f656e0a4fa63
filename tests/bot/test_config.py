"""Settings: names, defaults, and everything wrong reported at once."""

import pytest
from pydantic import SecretStr, ValidationError

from bot.config import Settings, missing


def chosen(**given: object) -> Settings:
    return Settings(_env_file=None, **given)  # type: ignore[arg-type, call-arg]


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def test_an_empty_environment_means_a_terminal_on_sqlite() -> None:
    settings = chosen()
    assert (settings.telegram_token, settings.slack_bot_token, settings.database_url) == (
        None,
        None,
        "sqlite:///kuppi.db",
    )


def test_names_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", "1:abc")
    monkeypatch.setenv("ADMINS", "telegram:1001 slack:T0TEAM/U0ADMIN local:Anna")
    settings = chosen()
    assert settings.telegram_token == SecretStr("1:abc")
    assert settings.admin_identities == {("telegram", "1001"), ("slack", "T0TEAM/U0ADMIN"), ("local", "Anna")}


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "http://127.0.0.1:9/", "http://127.0.0.1:9//"])
def test_final_slashes_of_telegrams_address_are_forgiven(url: str) -> None:
    assert chosen(telegram_api_url=url).telegram_api_url == "http://127.0.0.1:9"


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/api", "http://127.0.0.1:9/api/", "http://127.0.0.1:9/api//"])
def test_slacks_address_ends_in_one_slash(url: str) -> None:
    assert chosen(slack_api_url=url).slack_api_url == "http://127.0.0.1:9/api/"


@pytest.mark.parametrize(
    ("given", "only", "visits"),
    [
        ({"port": 8080, "public_url": "https://k.fi", "telegram_webhook_secret": SecretStr("s")}, None, True),
        ({"port": 8080, "public_url": "https://k.fi", "telegram_webhook_secret": SecretStr("s")}, "web", True),
        ({"public_url": "https://k.fi", "telegram_webhook_secret": SecretStr("s")}, "worker", True),
        ({"public_url": "https://k.fi", "telegram_webhook_secret": SecretStr("s")}, None, False),
        ({"port": 8080, "telegram_webhook_secret": SecretStr("s")}, None, False),
        ({"port": 8080, "public_url": "https://k.fi"}, None, False),
    ],
)
def test_telegram_comes_by_webhook_where_all_it_takes_is_set_and_a_worker_leaves_it_alone(
    given: dict[str, object], only: str | None, visits: bool
) -> None:
    assert chosen(telegram_token=SecretStr("1:a"), **given).telegram_visits(only) is visits


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"telegram_webhook_secret": SecretStr("not a secret")}, "TELEGRAM_WEBHOOK_SECRET"),
        ({"telegram_webhook_secret": SecretStr("x" * 257)}, "TELEGRAM_WEBHOOK_SECRET"),
        ({"public_url": "http://kuppi.example"}, "PUBLIC_URL"),
        ({"public_url": "kuppi.example"}, "PUBLIC_URL"),
    ],
)
def test_what_telegram_would_refuse_is_refused_at_the_start(given: dict[str, object], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        chosen(**given)


def test_slack_is_spoken_by_sockets_or_by_signed_http() -> None:
    assert chosen(slack_bot_token=SecretStr("x"), slack_signing_secret=SecretStr("s")).slack_app_token is None
    with pytest.raises(ValidationError, match="SLACK_SIGNING_SECRET"):
        chosen(slack_bot_token=SecretStr("x"))


def test_what_lets_workspaces_install_us_goes_together_and_needs_a_port() -> None:
    both = {"slack_client_id": "1.2", "slack_client_secret": SecretStr("c"), "slack_signing_secret": SecretStr("s")}
    assert chosen(**both).slack
    assert (chosen(**both).unfit_for(None) or "").startswith("PORT: ")
    assert chosen(**both, port=8080).unfit_for(None) is None
    assert chosen(**both).unfit_for("worker") is None
    with pytest.raises(ValidationError, match="go together"):
        chosen(slack_client_id="1.2", slack_signing_secret=SecretStr("s"))
    with pytest.raises(ValidationError, match="SLACK_SIGNING_SECRET"):
        chosen(slack_client_id="1.2", slack_client_secret=SecretStr("c"))


def test_everything_wrong_is_reported_at_once_and_without_values() -> None:
    with pytest.raises(ValidationError) as caught:
        chosen(
            slack_bot_token=SecretStr("xoxb-secret"), database_url="postgres://u:hidden@h/d", admins="nobody"
        )  # fmt: skip
    told = "\n".join(missing(caught.value))
    assert "SLACK_APP_TOKEN" in told
    assert "SECRET_KEY" in told
    assert "ADMINS" in told
    assert "xoxb-secret" not in told
    assert "hidden" not in told


@pytest.mark.parametrize(
    "given",
    [
        {"telegram_token": SecretStr("1:a")},
        {"slack_bot_token": SecretStr("xoxb"), "slack_app_token": SecretStr("xapp")},
    ],
)
def test_a_clock_file_is_refused_while_an_address_is_the_public_one(given: dict[str, object], tmp_path: object) -> None:
    with pytest.raises(ValidationError, match="CLOCK_FILE"):
        chosen(clock_file=f"{tmp_path}/clock", **given)


def test_a_clock_file_is_taken_with_addresses_of_fakes(tmp_path: object) -> None:
    settings = chosen(
        clock_file=f"{tmp_path}/clock", telegram_token=SecretStr("1:a"), telegram_api_url="http://127.0.0.1:9"
    )
    assert settings.clock_file is not None


def test_one_setting_that_cannot_be_read_hides_nothing_of_the_others() -> None:
    with pytest.raises(ValidationError) as caught:
        chosen(port="many", log_level="LOUD", slack_app_token=SecretStr("xapp-secret"), admins="nobody telegram:1001")
    assert missing(caught.value) == [
        "PORT: Input should be a valid integer, unable to parse string as an integer",
        "LOG_LEVEL: is DEBUG, INFO, WARNING or ERROR",
        "SLACK_APP_TOKEN needs SLACK_BOT_TOKEN, or SLACK_CLIENT_ID with SLACK_CLIENT_SECRET",
        "ADMINS: not understood: nobody, for example telegram:1001 slack:T0TEAM/U0ADMIN local:Anna",
    ]


@pytest.mark.parametrize("admin", ["slack:U0ADMIN", "slack:T0TEAM/", "telegram:anna", "telegram:", "signal:1", "1001"])
def test_an_admin_whom_no_event_could_ever_name_is_refused(admin: str) -> None:
    with pytest.raises(ValidationError, match="ADMINS: not understood"):
        chosen(admins=admin)


def test_an_unknown_database_or_log_level_is_refused() -> None:
    with pytest.raises(ValidationError, match="DATABASE_URL"):
        chosen(database_url="mysql://h/d")
    with pytest.raises(ValidationError, match="LOG_LEVEL"):
        chosen(log_level="LOUD")
