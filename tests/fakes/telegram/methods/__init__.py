"""The methods of the Bot API that Kuppi may call; whatever is not in this table does not exist."""

from collections.abc import Callable
from typing import Any

from tests.fakes.telegram.methods.answering import answer_callback_query
from tests.fakes.telegram.methods.chats import (
    get_chat,
    get_chat_administrators,
    get_chat_member,
    get_chat_member_count,
    leave_chat,
    set_chat_member_tag,
)
from tests.fakes.telegram.methods.editing import (
    delete_message,
    edit_message_reply_markup,
    edit_message_text,
    pin_chat_message,
    unpin_chat_message,
)
from tests.fakes.telegram.methods.profile import (
    delete_my_commands,
    get_me,
    get_my_commands,
    set_my_commands,
    set_my_description,
    set_my_short_description,
)
from tests.fakes.telegram.methods.sending import get_file, send_document, send_message
from tests.fakes.telegram.wire import Json
from tests.fakes.telegram.world import World

Method = Callable[[World, Json], Any]

METHODS: dict[str, Method] = {
    "answerCallbackQuery": answer_callback_query,
    "deleteMessage": delete_message,
    "deleteMyCommands": delete_my_commands,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "editMessageText": edit_message_text,
    "getChat": get_chat,
    "getChatAdministrators": get_chat_administrators,
    "getChatMember": get_chat_member,
    "getChatMemberCount": get_chat_member_count,
    "getFile": get_file,
    "getMe": get_me,
    "getMyCommands": get_my_commands,
    "leaveChat": leave_chat,
    "pinChatMessage": pin_chat_message,
    "sendDocument": send_document,
    "sendMessage": send_message,
    "setChatMemberTag": set_chat_member_tag,
    "setMyCommands": set_my_commands,
    "setMyDescription": set_my_description,
    "setMyShortDescription": set_my_short_description,
    "unpinChatMessage": unpin_chat_message,
}
