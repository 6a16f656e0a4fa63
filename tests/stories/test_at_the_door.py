"""At the door: coordinators add people, mark who came and take the list along, on both platforms and in private."""

from tests.stories.cast import Cast, words

TABLE = '\ufeff"Nimi";"Tilanne";"Seuralaisia";"Paikalla"\r\n"T0";"tulossa";"0";"ei"\r\n"\'=1+1";"tulossa";"1";"ei"\r\n'


async def test_the_list_goes_as_a_file_to_whoever_coordinates_and_nobody_else(cast: Cast) -> None:
    card, _ = await cast.publishes()
    [ben] = cast.producers(1, languages=["fi"])
    await ben.presses(card, "Tulen").answered()
    cast.anna.says("/lisaa =1+1 +1")
    await cast.anna.gets("=1+1 on nyt mukana")
    await cast.group.sees("3 tulossa, 0 ehkä")

    cast.anna.says("/ilmoittautuneet")
    cast.anna.presses(await cast.anna.gets("3 tulossa:"), "Lista tiedostona")
    sent = await cast.anna.gets("Osallistujalista: Kulttuurikuppi.")
    assert sent.document is not None
    assert sent.document["file_name"] == "osallistujat-2026-12-02.csv"
    _, upload = cast.stage.telegram.files[sent.document["file_id"]]
    assert upload.content.decode() == TABLE

    await cast.outi.types("/kuppi", "ilmoittautuneet", in_=cast.channel).answered()
    cast.outi.presses(await cast.outi.gets("3 tulossa:"), "Lista tiedostona")
    posted: object = await cast.outi.gets("Osallistujalista: Kulttuurikuppi.")
    assert [(file.name, file.content) for file in getattr(posted, "files")]  # noqa: B009 -- a message, not for one person only == [("osallistujat-2026-12-02.csv", TABLE.encode())]

    assert (await ben.presses_data(card, str(_data(card)).replace("rsvp", "roster")).answered()).text == words(
        "fi", "role.coordinators_only"
    )
    assert all(post.document is None for post in cast.group.messages)


def _data(card: object) -> str:
    """Give a forged button for the list of this card's meetup."""
    rows = getattr(card, "buttons")  # noqa: B009 -- either platform's card
    data: str = next(button.data for row in rows for button in row)
    return data.rpartition("-")[0]
