"""Forms as modals: what they ask, what comes back, what is wrong with it."""

from bot.chat import Answer, Choice, Event, Field, Filled, Form
from bot.i18n import render
from bot.text import t
from tests.bot.adapters.slack_stage import ANNA, NOW, Stage, message, says, stage
from tests.fakes.slack import View

FIELDS = (
    Field("teema", says("Teema")),
    Field("kuvaus", says("Kuvaus"), value="Vanha", help=says("Muutama virke"), required=False, multiline=True),
    Field("paikkoja", says("Paikkoja"), value="25", required=False),
    Field(
        "valinta",
        says("Valinta"),
        value="arvonta",
        required=False,
        choices=(Choice("harkinta", says("Harkinta")), Choice("arvonta", says("Arvonta & <onni>"))),
    ),
)
FORM = Form("meetup", "d1", says("Uusi tapaaminen"), says("Jatka"), FIELDS)
NEXT = Form("meetup", "d1", says("Toinen sivu"), says("Jatka"), FIELDS[:1])


def opens(then: Answer) -> object:
    """Answer with the form, and what is filled in with something else."""

    def script(event: Event) -> Answer:
        return then if isinstance(event, Filled) else Answer(form=FORM)

    return script


async def opened(play: Stage) -> View:
    await play.anna().types("/kuppi", "uusitapaaminen", in_=play.room())
    return await play.anna().gets_view("Uusi tapaaminen")


async def test_a_form_opens_before_the_acknowledgement_with_its_fields() -> None:
    async with stage(opens(Answer())) as play:  # type: ignore[arg-type]
        view = await opened(play)
        assert (view.submit, view.raw["close"]["text"]) == ("Jatka", render(t("slack.close"), "fi"))
        assert [(f.block_id, f.label, f.kind, f.optional, f.hint) for f in view.fields] == [
            ("teema", "Teema", "plain_text_input", False, ""),
            ("kuvaus", "Kuvaus", "plain_text_input", True, "Muutama virke"),
            ("paikkoja", "Paikkoja", "plain_text_input", True, ""),
            ("valinta", "Valinta", "static_select", True, ""),
        ]
        assert view.fields[3].options == ["Harkinta", "Arvonta & <onni>"]
        assert [f.element.get("multiline") for f in view.fields] == [False, True, False, None]


async def test_what_is_filled_in_comes_with_its_form_and_draft_as_typed() -> None:
    async with stage(opens(Answer())) as play:  # type: ignore[arg-type]
        await opened(play)
        deed = await play.anna().submits({"teema": "Yö & <b>päivä</b>\nkaksi", "paikkoja": ""})
        assert play.heard[-1] == Filled(
            key=f"sl:{deed.deliveries[0].envelope_id}",
            at=NOW,
            who=play.heard[-1].who,
            where=ANNA,
            private=True,
            opens_forms=True,
            form="meetup",
            draft="d1",
            answers={"teema": "Yö & <b>päivä</b>\nkaksi", "kuvaus": "Vanha", "paikkoja": "", "valinta": "arvonta"},
        )


async def test_several_are_chosen_from_a_list_in_their_order() -> None:
    groups = tuple(Choice(id_, says(name)) for id_, name in (("g1", "Seinäjoki"), ("g2", "Tampere"), ("g3", "Pori")))
    wishes = Field("wishes", says("Ryhmät"), value="g3,g1", choices=groups, several=2)
    form = Form("apply", "d1", says("Hakemus"), says("Jatka"), (wishes,))
    for chosen, comes in (({}, "g3,g1"), ({"wishes": ["Tampere", "Seinäjoki"]}, "g2,g1"), ({"wishes": ["Pori"]}, "g3")):
        async with stage(lambda event: Answer() if isinstance(event, Filled) else Answer(form=form)) as play:
            await play.anna().types("/kuppi", "hae", in_=play.room())
            [field] = (await play.anna().gets_view("Hakemus")).fields
            assert (field.kind, field.element["max_selected_items"]) == ("multi_static_select", 2)
            await play.anna().submits(chosen)
            assert isinstance(play.heard[-1], Filled)
            assert play.heard[-1].answers == {"wishes": comes}


async def test_a_form_that_is_in_order_closes_and_is_answered_in_the_dm() -> None:
    async with stage(opens(Answer(messages=(message("Luonnos"),), toast=says("Kiitos")))) as play:  # type: ignore[arg-type]
        await opened(play)
        deed = await play.anna().submits({"teema": "Yö"})
        await play.rests()
        assert (deed.ack_payload, play.anna().view) == (None, None)
        assert [post.plain for post in play.anna().im.posts] == ["Kiitos", "Luonnos"]


async def test_mistakes_stand_under_their_fields_and_nothing_typed_is_lost() -> None:
    errors = {"paikkoja": says("Kirjoita numero & muuta"), "aika": says("Aika puuttuu")}
    async with stage(opens(Answer(errors=errors, messages=(message("ei näy"),)))) as play:  # type: ignore[arg-type]
        view = await opened(play)
        await play.anna().submits({"teema": "Yö", "paikkoja": "monta"})
        await play.rests()
        assert play.anna().view is view
        assert view.errors == {"paikkoja": "Kirjoita numero & muuta", "teema": "Aika puuttuu"}
        assert view.values["teema"]["teema"]["value"] == "Yö"
        assert play.anna().im.posts == []


async def test_a_form_answered_with_a_form_shows_it_in_the_same_place() -> None:
    async with stage(opens(Answer(form=NEXT))) as play:  # type: ignore[arg-type]
        await opened(play)
        await play.anna().submits({"teema": "Yö"})
        view = await play.anna().gets_view("Toinen sivu")
        assert [field.block_id for field in view.fields] == ["teema"]
        assert play.anna().views == [view]


async def test_a_press_opens_a_form_too() -> None:
    async with stage(opens(Answer())) as play:  # type: ignore[arg-type]
        play.anna()
        await play.adapter.send(ANNA, message("Luonnos"), "fi")
        deed = play.anna().presses_value(play.anna().im.posts[0], "0:edit-d1", "edit-d1")
        await deed
        assert (await play.anna().gets_view("Uusi tapaaminen")).title == "Uusi tapaaminen"
