"""The Web API's methods, by name."""

from tests.fakes.slack.asking import Method
from tests.fakes.slack.methods import apps, chat, conversations, files, people, pins, views

METHODS: dict[str, Method] = {
    method.name: method
    for module in (apps, chat, conversations, files, people, pins, views)
    for method in module.METHODS
}
