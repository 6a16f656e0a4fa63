"""Workspaces, and the app's installation in each."""

import secrets
from typing import TYPE_CHECKING

from tests.fakes.slack.wire import Json

if TYPE_CHECKING:
    from tests.fakes.slack.deeds import Deed
    from tests.fakes.slack.people import Person
    from tests.fakes.slack.world import World


class Team:
    """A workspace with its own bot user and bot token."""

    def __init__(self, world: "World", team_id: str, name: str, *, installed: bool) -> None:
        self.world = world
        self.id = team_id
        self.name = name
        self.domain = name.lower().replace(" ", "-")
        self.bot_user_id = f"U{team_id[1:]}BOT"
        self.bot_id = f"B{team_id[1:]}BOT"
        self.bot_token = f"xoxb-{team_id}-{secrets.token_hex(8)}"
        self.installed = False
        #: Why the present token no longer works, or "".
        self.refused = "account_inactive"
        if installed:
            self.install()

    def install(self) -> None:
        """Let the bot's token work here."""
        self.installed = True
        self.refused = ""
        self.world.tokens[self.bot_token] = self

    def consents(self, by: "Person | None" = None) -> str:
        """Press "Allow" and give the code that Slack sends to the redirect URL."""
        code = secrets.token_hex(8)
        self.world.codes[code] = (self, by.id if by else "U0INSTALLER")
        return code

    def uninstalls(self) -> "Deed":
        """Throw the app out: the token dies and Slack tells of it twice."""
        revoked: Json = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [self.bot_user_id]}}
        self.world.happens(self, revoked)
        deed = self.world.happens(self, {"type": "app_uninstalled"})
        self.installed = False
        self.refused = "account_inactive"
        return deed

    def revokes(self) -> "Deed":
        """Revoke the bot's token alone."""
        self.refused = "token_revoked"
        tokens = {"oauth": [], "bot": [self.bot_user_id]}
        return self.world.happens(self, {"type": "tokens_revoked", "tokens": tokens})

    def renews_token(self) -> str:
        """Issue a new bot token, as a second installation does; the old one keeps working."""
        self.bot_token = f"xoxb-{self.id}-{secrets.token_hex(8)}"
        self.install()
        return self.bot_token
