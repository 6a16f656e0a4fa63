"""Settings from the environment; everything missing or contradictory is reported at once."""

import re
from pathlib import Path
from typing import Any, Self

from pydantic import ModelWrapValidatorHandler, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

TELEGRAM = "https://api.telegram.org"
SLACK = "https://slack.com/api/"
_WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")


class Settings(BaseSettings):
    """Hold what the environment says, checked."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", env_ignore_empty=True)

    telegram_token: SecretStr | None = None
    telegram_api_url: str = TELEGRAM
    telegram_webhook_secret: SecretStr | None = None
    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_api_url: str = SLACK
    slack_signing_secret: SecretStr | None = None
    slack_client_id: str | None = None
    slack_client_secret: SecretStr | None = None
    database_url: str = "sqlite:///kuppi.db"
    admins: str = ""
    secret_key: SecretStr | None = None
    port: int | None = None
    public_url: str | None = None
    log_level: str = "INFO"
    clock_file: Path | None = None

    @field_validator("telegram_api_url", "public_url")
    @classmethod
    def _forgive_slash(cls, url: str | None) -> str | None:
        return url.rstrip("/") if url else url

    @field_validator("slack_api_url")
    @classmethod
    def _one_slash(cls, url: str) -> str:
        return url.rstrip("/") + "/"

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, level: str) -> str:
        if level.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
            raise ValueError("is DEBUG, INFO, WARNING or ERROR")
        return level.upper()

    @model_validator(mode="wrap")
    @classmethod
    def _whole(cls, given: Any, check: ModelWrapValidatorHandler[Self]) -> Self:
        """Check each setting and all of them together: what is wrong with one must not hide the rest."""
        problems: list[str] = []
        try:
            made = check(given)
        except ValidationError as error:
            problems += missing(error)
            made = check({name: value for name, value in given.items() if name not in _named(error)})
        problems += [text for wrong, text in made.rules() if wrong]
        if problems:
            raise ValueError("\n".join(problems))
        return made

    def rules(self) -> list[tuple[bool, str]]:
        """List what settings may not be together, each with whether they are and how to say so."""
        public = self.telegram_api_url == TELEGRAM or self.slack_api_url == SLACK
        live = bool(self.telegram_token) or self.slack
        return [
            (
                self.slack and not (self.slack_app_token or self.slack_signing_secret),
                "SLACK_BOT_TOKEN and SLACK_CLIENT_ID need SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP)",
            ),
            (
                bool(self.telegram_webhook_secret)
                and not _WEBHOOK_SECRET.fullmatch(_told(self.telegram_webhook_secret)),
                "TELEGRAM_WEBHOOK_SECRET is at most 256 letters, digits, - and _",
            ),
            (bool(self.public_url) and not _is_url(self.public_url or ""), "PUBLIC_URL begins with https://"),
            (
                bool(self.slack_app_token) and not self.slack,
                "SLACK_APP_TOKEN needs SLACK_BOT_TOKEN, or SLACK_CLIENT_ID with SLACK_CLIENT_SECRET",
            ),
            (
                bool(self.slack_client_id) != bool(self.slack_client_secret),
                "SLACK_CLIENT_ID and SLACK_CLIENT_SECRET go together",
            ),
            (self.postgres and self.secret_key is None, "SECRET_KEY is required with PostgreSQL"),
            (
                not self.database_url.startswith(("sqlite:///", "postgresql://", "postgres://")),
                "DATABASE_URL starts with sqlite:///, postgresql:// or postgres://",
            ),
            (
                self.clock_file is not None and live and public and self._speaks_publicly(),
                "CLOCK_FILE is for tests: it is refused while an API URL is the public one",
            ),
            *((not _identity(one), f"ADMINS: not understood: {one}, {_ADMINS}") for one in self.admins.split()),
        ]

    def _speaks_publicly(self) -> bool:
        telegram = self.telegram_token is not None and self.telegram_api_url == TELEGRAM
        slack = self.slack and self.slack_api_url == SLACK
        return telegram or slack

    def telegram_visits(self, only: str | None = None) -> bool:
        """Tell whether Telegram comes by webhook; a worker knows no port, and leaves the visits to the web's."""
        return bool(self.telegram_webhook_secret and self.public_url and (self.port or only == "worker"))

    def unfit_for(self, only: str | None) -> str | None:
        """Say what keeps these settings from being run so; None when nothing does."""
        if only != "worker" and self.port is None:
            if only == "web":
                return "PORT: --only web serves HTTP, so it needs a port"
            if self.slack and not self.slack_app_token:
                return "PORT: Slack comes by HTTP (SLACK_SIGNING_SECRET), so it needs a port"
            if self.slack_client_id:
                return "PORT: Slack workspaces install Kuppi by HTTP (SLACK_CLIENT_ID), so it needs a port"
        return None

    @property
    def slack(self) -> bool:
        """Tell whether Kuppi is on Slack: in one workspace by its token, or in those that install it."""
        return bool(self.slack_bot_token or self.slack_client_id)

    @property
    def postgres(self) -> bool:
        """Tell whether the shared engine is in use."""
        return self.database_url.startswith(("postgresql://", "postgres://"))

    @property
    def admin_identities(self) -> frozenset[tuple[str, str]]:
        """Give the admins as (platform, id)."""
        return frozenset(found for one in self.admins.split() if (found := _identity(one)))


_ADMINS = "for example telegram:1001 slack:T0TEAM/U0ADMIN local:Anna"
_IDS = {"telegram": re.compile(r"\d+"), "slack": re.compile(r"[A-Z0-9]+/[A-Z0-9]+"), "local": re.compile(r".+")}


def _identity(text: str) -> tuple[str, str] | None:
    """Read whom ADMINS names; on Slack a person is known only with their workspace."""
    platform, _, id_ = text.partition(":")
    return (platform, id_) if platform in _IDS and _IDS[platform].fullmatch(id_) else None


class _Address(BaseSettings):
    model_config = Settings.model_config
    public_url: str | None = None
    slack_app_token: SecretStr | None = None


def _told(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""


def _is_url(text: str) -> bool:
    """Tell an address that the world can reach safely, or a test's own."""
    return text.startswith(("https://", "http://127.0.0.1", "http://localhost"))


def missing(error: ValidationError) -> list[str]:
    """Say what is wrong with the environment, a line each, without the values."""
    told = ((_name_of(e["loc"]), e["msg"].removeprefix("Value error, ")) for e in error.errors())
    return [line for name, words in told for line in (f"{name}: {words}" if name else words).splitlines()]


def _named(error: ValidationError) -> set[str]:
    return {str(e["loc"][0]) for e in error.errors() if e["loc"]}


def _name_of(place: tuple[int | str, ...]) -> str:
    return "_".join(map(str, place)).upper()


def slack_address() -> str | None:
    """Give where Slack is to come, for the manifest: that is made before the app's secrets are known."""
    chosen = _Address()
    return chosen.public_url.rstrip("/") if chosen.public_url and chosen.slack_app_token is None else None
