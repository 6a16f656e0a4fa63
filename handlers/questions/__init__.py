"""Every form as a conversation, run by one engine."""

from handlers.questions.running import questions

__all__ = ["questions"]
