"""auth.test, oauth.v2.access and apps.connections.open: the app itself."""

from tests.fakes.slack.asking import Ask, Method
from tests.fakes.slack.wire import Json, SlackError


def auth_test(ask: Ask) -> Json:
    """Tell whose token this is."""
    team = ask.team
    names = {"url": f"https://{team.domain}.slack.com/", "team": team.name, "user": ask.world.bot_name.lower()}
    ids = {"team_id": team.id, "user_id": team.bot_user_id, "bot_id": team.bot_id, "app_id": ask.world.app_id}
    return names | ids | {"is_enterprise_install": False}


def oauth_access(ask: Ask) -> Json:
    """Exchange the code of an installation for the workspace's bot token."""
    if ask.client[0] != ask.world.client_id:
        raise SlackError("invalid_client_id")
    if ask.client[1] != ask.world.client_secret:
        raise SlackError("bad_client_secret")
    if ask.text("code") not in ask.world.codes:
        raise SlackError("invalid_code")
    team, installer = ask.world.codes.pop(ask.text("code"))
    team.renews_token()
    return {
        "access_token": team.bot_token,
        "token_type": "bot",
        "scope": ",".join(sorted(ask.world.scopes)),
        "bot_user_id": team.bot_user_id,
        "app_id": ask.world.app_id,
        "team": {"name": team.name, "id": team.id},
        "enterprise": None,
        "authed_user": {"id": installer},
        "is_enterprise_install": False,
    }


def connections_open(ask: Ask) -> Json:
    """Issue a URL for one Socket Mode connection."""
    return {"url": ask.world.courier.sockets.ticket()}


METHODS = (
    Method("auth.test", auth_test, tier=5),
    Method(
        "oauth.v2.access",
        oauth_access,
        ("code",),
        ("redirect_uri", "grant_type", "refresh_token"),
        tier=4,
        takes_json=False,
        token="",
    ),
    Method("apps.connections.open", connections_open, tier=3, token="app"),
)
