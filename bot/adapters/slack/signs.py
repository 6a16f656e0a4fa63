"""What Slack shows beside its messages: a part of a channel's topic, the members of a user group."""

import re

from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.failures import settled
from bot.adapters.slack.words import unescaped
from bot.chat.errors import Gone
from bot.chat.signs import Group, Topic
from bot.i18n import render

LONGEST_TOPIC = 250
OURS = "Kuppi:"  #: begins our part of a topic in every language; all else in it is people's own
_BETWEEN = " | "
_LINK = re.compile(r"<(?:mailto:)?((?<=:)[^<>|]*|https?://[^<>|]*)(?:\|[^<>]*)?>")


class Signs:
    """Put signs up; each raises SlowDown, Gone or Uncertain and nothing else."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def topic(self, room: str, topic: Topic, locale: str) -> None:
        """Put our part into a topic; one that says so already is left alone, for Slack tells of every setting."""
        told = await settled(self._client.conversations_info(channel=room))
        before = as_typed(str((told["channel"].get("topic") or {}).get("value") or ""))
        after = with_part(before, render(topic.words, locale) if topic.shown else "")
        if after == before:
            return
        if len(after) > LONGEST_TOPIC:
            raise Gone("too_long")
        await settled(self._client.conversations_setTopic(channel=room, topic=after))

    async def group(self, group: Group) -> None:
        """Make people the members of a user group, unless they are already."""
        told = await settled(self._client.usergroups_list(include_users=True))
        found = next((one for one in told["usergroups"] if one.get("handle") == group.handle), None)
        if found is None:
            raise Gone("no_such_subteam")
        if set(found.get("users") or ()) != set(group.people):
            await settled(self._client.usergroups_users_update(usergroup=found["id"], users=list(group.people)))


def as_typed(topic: str) -> str:
    """Undo what Slack makes of a topic's text, so that it can be set again as it was; mentions stay as they are."""
    return unescaped(_LINK.sub(r"\1", topic))


def with_part(topic: str, ours: str) -> str:
    """Put our part after people's own words, in the place of an earlier one; without a part take that out."""
    theirs = [part for part in topic.split(_BETWEEN) if not part.startswith(OURS)]
    if ours and theirs == [""]:
        return ours
    return _BETWEEN.join([*theirs, ours] if ours else theirs)
