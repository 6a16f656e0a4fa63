"""Changing by a modal: what holds now stands in it, and only what was changed is changed."""

from tests.stories.cast import Cast, words


async def test_a_modal_holds_the_meetup_as_it_is_and_changes_only_what_was_changed(cast: Cast) -> None:
    card, shown = await cast.publishes(Linkki="https://kuppi.fi/kahvit")
    outi, [suvi] = cast.outi, cast.colleagues(1)
    await suvi.presses(shown, "Tulen").answered()
    await outi.types("/kuppi", "muuta", in_=cast.channel)
    view = await outi.gets_view("Muuta tapaamista")
    await outi.submits({})
    echo = await outi.gets(words("fi", "change.nothing")[:20])
    await outi.presses(echo, "Muuta")
    view = await outi.gets_view("Muuta tapaamista")
    assert view.field("Teema").element["initial_value"] == "Vapaaehtoiset tapahtumissa"
    await outi.submits({"Paikka": "Villa Rana", "Linkki": ""})
    echo = await outi.gets("Ennen: Nelikko")
    assert [line for line in echo.plain.splitlines() if line.startswith(("Ennen", "Nyt"))] == [
        "Ennen: Nelikko", "Nyt: Villa Rana", "Ennen: https://kuppi.fi/kahvit", "Nyt: ei merkitty",
    ]  # fmt: skip
    await outi.presses(echo, "Julkaise muutos")
    await suvi.gets("Paikka muuttui: Kulttuurikuppi")
    drawn = await cast.group.sees("Paikka: Villa Rana")
    assert drawn.message_id == card.message_id
    assert "kuppi.fi" not in drawn.text


async def test_a_change_typed_in_a_group_is_answered_in_private(cast: Cast) -> None:
    await cast.publishes()
    before, last = cast.anna.inbox[-1], cast.group.messages[-1]
    seen = len(cast.group.messages)
    cast.anna.says("/muuta\nPaikka: Villa Rana", cast.group)
    await cast.anna.gets(words("fi", "change.head"), after=before)
    await cast.group.sees(words("fi", "draft.in_private"), after=last)  # another such line stood there before
    await cast.stage.settles()
    assert len(cast.group.messages) == seen + 1
    assert "Villa Rana" not in cast.group.messages[-1].text


async def test_who_is_no_coordinator_changes_nothing_by_word_or_by_forged_press(cast: Cast) -> None:
    _, shown = await cast.publishes()
    [suvi] = cast.colleagues(1)
    await suvi.presses(shown, "Ehkä").answered()
    meetup = str(cast.stage.kept()["meetups"][0][0])

    async def tries() -> None:
        await suvi.types("/kuppi", "muuta", in_=cast.channel)
        await suvi.gets(words("fi", "role.coordinators_only", slash="/kuppi "))
        for forged in (f"edit-{meetup}", f"cancel-{meetup}", f"copy-{meetup}", f"publishnow-{meetup}"):
            await suvi.presses_value(shown, forged.partition("-")[0], forged).answered()

    await cast.stage.changes_nothing(tries)
