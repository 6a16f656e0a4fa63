"""users.*, team.* and usergroups.*: who is who."""

from tests.fakes.slack.asking import Ask, Method
from tests.fakes.slack.wire import Json, SlackError
from tests.fakes.slack.world import UserGroup


def user_info(ask: Ask) -> Json:
    """Describe somebody; the locale only when asked."""
    if ask.text("user") == ask.team.bot_user_id:
        name = ask.world.bot_name
        return {"user": {"id": ask.team.bot_user_id, "name": name.lower(), "real_name": name, "is_bot": True}}
    return {"user": ask.person(ask.text("user")).payload(locale=ask.flag("include_locale"))}


def team_info(ask: Ask) -> Json:
    """Describe the workspace."""
    if ask.text("team") not in ("", ask.team.id):
        raise SlackError("team_not_found")
    return {"team": {"id": ask.team.id, "name": ask.team.name, "domain": ask.team.domain}}


def usergroups_list(ask: Ask) -> Json:
    """List the user groups."""
    groups = ask.world.usergroups.values()
    return {"usergroups": [_group(ask, group, users=ask.flag("include_users")) for group in groups]}


def usergroup_users_update(ask: Ask) -> Json:
    """Say who is in a user group; it cannot be emptied."""
    group = ask.world.usergroups.get(ask.text("usergroup"))
    if group is None:
        raise SlackError("no_such_subteam")
    if not group.editable:
        raise SlackError("permission_denied")
    users = ask.listed("users")
    if not users:
        raise SlackError("no_users_provided")
    if any(user not in ask.world.people for user in users):
        raise SlackError("invalid_users")
    group.users = users
    return {"usergroup": _group(ask, group, users=True)}


def _group(ask: Ask, group: UserGroup, *, users: bool) -> Json:
    head = {"id": group.id, "team_id": ask.team.id, "is_usergroup": True, "name": group.name, "handle": group.handle}
    return head | {"user_count": len(group.users)} | ({"users": group.users} if users else {})


_COUNT = ("include_count", "include_disabled", "include_users", "team_id")
METHODS = (
    Method("users.info", user_info, ("user",), ("include_locale",), tier=4, scope="users:read", takes_json=False),
    Method("team.info", team_info, (), ("team", "domain"), scope="team:read"),
    Method("usergroups.list", usergroups_list, (), _COUNT, tier=2, scope="usergroups:read", takes_json=False),
    Method(
        "usergroups.users.update",
        usergroup_users_update,
        ("usergroup", "users"),
        ("include_count", "team_id"),
        tier=2,
        scope="usergroups:write",
    ),
)
