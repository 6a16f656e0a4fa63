"""How fast Kuppi is, measured as people feel it: ``python -m tests.bench``.

The bot runs as in production, a process of its own with settings from the environment; the wire fakes run here, and
their history is what is measured. Definitions:

* Ack: from the fake handing out a press until answerCallbackQuery (Telegram) or the envelope's ack (Slack) arrives;
* presses per second: from the first press handed out until the last ack;
* calls: all that the fake receives from the burst's start until 3 s after the last ack, except getUpdates;
* edits: those of them that redraw the card;
* true: how long after the last ack the card showed the right counts for good.
"""
