"""The people of a test and what they do: type, say, press, fill in, read."""

import unicodedata
from collections.abc import Coroutine, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from tests.fakes.slack import events, payloads
from tests.fakes.slack.deeds import Deed
from tests.fakes.slack.forms import fill, option_called
from tests.fakes.slack.messages import Ephemeral, Message, Shown
from tests.fakes.slack.rendering import unescaped
from tests.fakes.slack.views import View, options_of
from tests.fakes.slack.waiting import Pulse
from tests.fakes.slack.wire import Json, NotPossibleError

if TYPE_CHECKING:
    from tests.fakes.slack.channels import Channel
    from tests.fakes.slack.teams import Team


class Person:
    """Somebody with Slack open in front of them."""

    def __init__(self, team: "Team", user_id: str, name: str, *, locale: str, guest: bool) -> None:
        self.team = team
        self.world = team.world
        self.id = user_id
        self.name = name
        self.handle = _handle(name)
        self.locale = locale
        self.guest = guest
        self.tz = "Europe/Helsinki"
        self.deactivated = False
        self.pulse = Pulse()
        #: The modals open one on another, and the app's home tab.
        self.views: list[View] = []
        self.home: View | None = None
        self._only_you: list[Ephemeral] = []
        #: Those of them that answer no deed but came by chat.postEphemeral.
        self.unasked: list[Ephemeral] = []

    def __repr__(self) -> str:
        return f"<{self.name} {self.id}>"

    # What they see.

    @property
    def im(self) -> "Channel":
        """Their DM with the bot."""
        return self.world.im(self)

    @property
    def dm(self) -> list[Message]:
        """The messages of their DM with the bot."""
        return self.im.messages

    @property
    def ephemerals(self) -> list[Ephemeral]:
        """The only-you messages that stand on their screen."""
        return [shown for shown in self._only_you if not shown.deleted]

    @property
    def view(self) -> View | None:
        """The modal in front of them."""
        return self.views[-1] if self.views else None

    def is_shown(self, only_you: Ephemeral) -> None:
        """Put an only-you message on their screen."""
        self._only_you.append(only_you)
        self.pulse.beat()

    def gets(self, text: str, timeout: float = 30.0, *, after: str = "") -> Coroutine[Any, Any, Message | Ephemeral]:
        """Wait until a private message reads so, in the DM or only for them; gives the newest that does."""

        def look() -> Message | Ephemeral | None:
            seen: list[Message | Ephemeral] = [*self.im.posts, *self.ephemerals]
            fitting = [shown for shown in seen if text in shown.plain and shown.ts > after]
            return max(fitting, key=lambda shown: shown.ts, default=None)

        return self.pulse.until(look, timeout, lambda: f"{self.name} did not get {text!r}; {self._screen()}")

    def _screen(self) -> str:
        private = [shown.plain for shown in self.im.posts], [shown.plain for shown in self.ephemerals]
        return f"in the DM {private[0]}, only for them {private[1]}"

    def gets_view(self, title: str = "", timeout: float = 30.0) -> Coroutine[Any, Any, View]:
        """Wait for a modal in front of them, if wished with this in its title."""

        def look() -> View | None:
            return self.view if self.view and title in self.view.title else None

        return self.pulse.until(look, timeout, lambda: f"{self.name} got no modal {title!r} but {self.view}")

    # What they write.

    def types(self, command: str, text: str = "", in_: "Channel | None" = None) -> Deed:
        """Type a slash command; it works in channels without the bot, too."""
        channel = in_ or self.im
        self._must_see(channel)
        payload = payloads.command(self, channel, command, text)
        return self._interaction(Deed("slash_commands", payload, self.team, self, channel))

    def says(self, text: str, in_: "Channel | None" = None, thread: Message | str | None = None) -> Deed:
        """Write a message: the bot hears it in the DM, and in a channel it is in when it is named."""
        channel = in_ or self.im
        self._must_see(channel)
        parent = thread.ts if isinstance(thread, Message) else thread
        line = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
        rich = {"type": "rich_text", "elements": [line]}
        message = channel.write(self.id, payloads.typed(self.team, text), [rich], thread_ts=parent)
        return self._heard(message)

    def _heard(self, message: Message) -> Deed:
        channel = message.channel
        if not channel.has_bot:
            return Deed("events_api", events.said(message), self.team, self, channel, message, silent=True)
        named = not channel.person and f"<@{self.team.bot_user_id}>" in message.text
        event = events.mentioned(message) if named else events.said(message)
        return self.world.happens(self.team, event, self, channel, message)

    def edits(self, message: Message, text: str) -> Deed:
        """Change their own message; in the DM the bot is told."""
        before = message.payload()
        message.edit(payloads.typed(self.team, text), ())
        message.channel.changed()
        return self.world.happens(self.team, events.edited(message, before), self, message.channel, message)

    def deletes(self, message: Message) -> Deed:
        """Take their own message away; in the DM the bot is told."""
        message.deleted = True
        message.channel.changed()
        return self.world.happens(self.team, events.deleted(message), self, message.channel, message)

    # What they press.

    def presses(self, where: Shown, label: str, *, nth: int | None = None) -> Deed:
        """Press the button with this label; link buttons tell the bot as well."""
        found = [button for button in where.buttons if button.label == label]
        if not found or (len(found) > 1 and nth is None):
            raise NotPossibleError(f"{len(found)} buttons are called {label!r}; there are {where.labels}")
        button = found[nth or 0]
        return self._acts(where, {"block_id": button.block_id}, button.element, {})

    def presses_value(self, where: Shown, action_id: str, value: str, *, block_id: str = "forged") -> Deed:
        """Send a press no button offers: forged, or from a phone that shows an old state."""
        element = {"type": "button", "action_id": action_id, "text": {"type": "plain_text", "text": "?"}}
        payload = payloads.actions(self, where, {"block_id": block_id}, element, {"value": value})
        return self._sends(where, payload)

    def chooses(self, where: Shown, option: str, *, action_id: str = "") -> Deed:
        """Choose an option of a menu, by what it reads or by its value."""
        for block, element in where.elements():
            if action_id in ("", element.get("action_id")) and _offers(element, option):
                return self._acts(where, block, element, {"selected_option": option_called(element, option)})
        raise NotPossibleError(f"no menu offers {option!r}")

    def searches(self, where: Shown, action_id: str, text: str) -> Deed:
        """Type into a menu that asks the bot for its options; they come as `deed.options`."""
        for block, element in where.elements():
            if element.get("action_id") == action_id:
                payload = payloads.suggestion(self, where, block, element, text)
                return self.world.carry(Deed("interactive", payload, self.team, self, message=where))
        raise NotPossibleError(f"no menu is called {action_id!r}")

    def _acts(self, where: Shown, block: Json, element: Json, chosen: Json) -> Deed:
        self._must_see_in(where)
        if isinstance(where, View) and chosen:
            values = where.values.setdefault(block["block_id"], {})
            values[element["action_id"]] = {"type": element["type"], **chosen}
        return self._sends(where, payloads.actions(self, where, block, element, chosen))

    def _sends(self, where: Shown, payload: Json) -> Deed:
        channel = where.channel if isinstance(where, Message | Ephemeral) else None
        view = where if isinstance(where, View) else None
        return self._interaction(Deed("interactive", payload, self.team, self, channel, where, view))

    # The home tab and modals.

    def opens_home(self, tab: str = "home") -> Deed:
        """Open the app's home, or with `messages` its DM."""
        return self.world.happens(self.team, events.home_opened(self, tab), self, self.im)

    def submits(self, answers: Mapping[str, Any] | None = None, /, **named: Any) -> Deed:
        """Fill in the modal in front of them and send it; fields go by label, block_id or action_id."""
        view = self._open_view()
        if not view.submit:
            raise NotPossibleError(f"{view.title!r} has no button to send it")
        fill(view, {**(answers or {}), **named})
        view.errors = {}
        deed = Deed("interactive", payloads.submission(view), self.team, self, message=view, view=view)
        return self._interaction(deed)

    def closes_view(self, *, all_of_them: bool = False) -> Deed:
        """Close the modal in front of them; the bot is told where it asked to be."""
        view = self._open_view()
        payload = payloads.closing(view, cleared=all_of_them)
        self.views = [] if all_of_them or view.raw.get("clear_on_close") else self.views[:-1]
        silent = not view.raw.get("notify_on_close")
        deed = Deed("interactive", payload, self.team, self, message=view, view=view, silent=silent)
        return deed if silent else self.world.carry(deed)

    def _open_view(self) -> View:
        if not self.view:
            raise NotPossibleError(f"{self.name} has no modal open")
        return self.view

    def _interaction(self, deed: Deed) -> Deed:
        deed.payload["trigger_id"] = self.world.trigger(deed)
        if not deed.view:
            deed.payload["response_url"] = self.world.hook(deed)
        return self.world.carry(deed)

    # What Slack lets them do.

    def _must_see(self, channel: "Channel") -> None:
        if channel.person not in (None, self) or (channel.person is None and self.id not in channel.members):
            raise NotPossibleError(f"{self.name} is not in #{channel.name}")
        if channel.archived:
            raise NotPossibleError(f"#{channel.name} is archived: nobody can write in it")

    def _must_see_in(self, where: Shown) -> None:
        if isinstance(where, Message):
            self._must_see(where.channel)
        if isinstance(where, Message | Ephemeral) and where.deleted:
            raise NotPossibleError("the message is gone")
        if isinstance(where, View | Ephemeral) and where.person is not self:
            raise NotPossibleError(f"{self.name} does not see what stands before {where.person.name}")
        if isinstance(where, View) and where not in (self.view, self.home):
            raise NotPossibleError(f"{where.title!r} is closed")

    def payload(self, *, locale: bool = False) -> Json:
        """Spell them the way users.info does."""
        names = {"real_name": self.name, "display_name": self.name, "team": self.team.id}
        roles = {"is_bot": False, "is_restricted": self.guest, "is_ultra_restricted": False, "is_app_user": False}
        offset = self.world.clock().astimezone(ZoneInfo(self.tz)).utcoffset() or timedelta()
        zone = {"tz": self.tz, "tz_label": self.tz, "tz_offset": int(offset.total_seconds())}
        person = {"id": self.id, "team_id": self.team.id, "name": self.handle, "deleted": self.deactivated}
        head = person | {"real_name": self.name, "profile": names, "updated": 0}
        return head | roles | zone | ({"locale": self.locale} if locale else {})


def _handle(name: str) -> str:
    """Make the plain user name that Slack makes of a name."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return plain.lower().replace(" ", ".")


def _offers(element: Json, option: str) -> bool:
    options = options_of(element)
    return any(option in (unescaped(one["text"]["text"]), one.get("value")) for one in options)
