"""What Kuppi says of itself, word for word."""

import pytest

from bot.router import Audience
from bot.routes import routes
from bot.text import LOCALES, Text
from bot.wording import help as wording
from tests.bot.wording.reading import read

#: What the help says of itself is left to the menus.
OF_HELP = {"start", "ohje", "tietosuoja"}


def offered(locale: str, *audiences: Audience) -> list[tuple[str, Text]]:
    found = [route for route in routes().routes() if route.audience in audiences and route.words["fi"] not in OF_HELP]
    return [(f"/{route.words[locale]}", route.help) for route in found if route.help]


#: The model, without what is not there yet: /kysy and reminders.
OVERVIEW = {
    "fi": """\
Paina nappia tai kirjoita:
/tapaamiset – tulevat tapaamiset, ilmoittautuminen
/omat – omat ilmoittautumiset ja hakemukset
/haut – avoimet haut
/hae – hae avoimeen hakuun tai jatka hakemusta
/kieli – vaihda kieltä: suomi, svenska tai english
/asetukset – kieli, muistutukset, omat tiedot
/vuorolista – tulevat koordinaatiovuorot
/vuoro – kuka on nyt koordinaatiovuorossa
/kysy – kysymys koordinaattorille
[Tapaamiset] [Omat] [Haut] [Kysy] [Asetukset]""",
    "sv": """\
Tryck på en knapp eller skriv:
/traffar – kommande träffar, anmälan
/mina – dina anmälningar och ansökningar
/utlysningar – öppna utlysningar
/ansok – ansök till en öppen utlysning eller fortsätt
/sprak – byt språk: suomi, svenska eller english
/installningar – språk, påminnelser, dina uppgifter
/turordning – kommande turer
/tur – vem som koordinerar nu
/fraga – fråga koordinatorn
[Träffar] [Mina] [Utlysningar] [Fråga] [Inställningar]""",
    "en": """\
Press a button or type:
/meetups – coming meetups, sign-up
/my – your sign-ups and applications
/calls – open calls
/apply – apply to an open call or go on with yours
/language – change language: suomi, svenska or English
/settings – language, reminders, your data
/rota – the coming turns
/duty – who coordinates now
/ask – a question to the coordinator
[Meetups] [My sign-ups] [Calls] [Ask] [Settings]""",
}


@pytest.mark.parametrize("locale", LOCALES)
def test_help_lists_what_a_producer_can_do(locale: str) -> None:
    shown = wording.overview((), offered(locale, Audience.ANYONE), coordinator=False)
    assert read(shown, locale=locale) == OVERVIEW[locale]


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        (
            "fi",
            """\
Paina nappia tai kirjoita:
/uusitapaaminen – uusi tapaaminen, ensin luonnoksena
/ilmoittautuneet – ketkä ovat tulossa
/lisaa – lisää osallistuja, jolla ei ole chattia
/lasna – merkitse, ketkä tulivat paikalle
/muuta – muuta tapaamista tai peru se
/perutapaaminen – peru tapaaminen ja kerro syy
/kopioi – uusi tapaaminen aiemman pohjalta
/tiedote – tekstit sähköpostiin, WhatsAppiin ja kalentereihin
/verkosto – verkoston ryhmät ja tila
/koordinaattori – kutsu tai poista koordinaattoreita
/uusihaku – avaa haku ryhmään tai ohjelmaan
/hakemukset – hakemusten arviointi ja päätökset
[Tapaamiset] [Omat] [Haut] [Kysy] [Asetukset] [Uusi tapaaminen] [Ilmoittautuneet]""",
        ),
        (
            "sv",
            """\
Tryck på en knapp eller skriv:
/nytraff – en ny träff, först som utkast
/anmalda – vilka som kommer
/laggtill – lägg till en deltagare utan chatt
/narvaro – markera vilka som kom
/andra – ändra en träff eller ställ in den
/stallin – ställ in en träff och berätta varför
/kopiera – en ny träff utifrån en tidigare
/infotext – texter för e-post, WhatsApp och kalendrar
/natverk – nätverkets grupper och läge
/koordinator – bjud in eller ta bort koordinatorer
/nyutlysning – öppna en utlysning till en grupp eller ett program
/ansokningar – bedömning av ansökningar och beslut
[Träffar] [Mina] [Utlysningar] [Fråga] [Inställningar] [Ny träff] [Anmälda]""",
        ),
        (
            "en",
            """\
Press a button or type:
/newmeetup – a new meetup, first as a draft
/signups – who is coming
/add – add someone who has no chat
/present – mark who came
/edit – change a meetup or cancel it
/cancelmeetup – cancel a meetup and say why
/copy – a new meetup like an earlier one
/newsletter – texts for e-mail, WhatsApp and calendars
/network – the network's groups and state
/coordinator – invite or remove coordinators
/newcall – open a call for a group or a programme
/review – review of applications and decisions
[Meetups] [My sign-ups] [Calls] [Ask] [Settings] [New meetup] [Who's coming]""",
        ),
    ],
)
def test_help_lists_what_coordinators_and_admins_can_do(locale: str, expected: str) -> None:
    found = dict(offered(locale, Audience.COORDINATORS, Audience.ADMINS))
    words = [line.partition(" ")[0] for line in expected.splitlines()[1:-1]]
    assert set(words) == set(found)
    shown = wording.overview((), [(word, found[word]) for word in words], coordinator=True)
    assert read(shown, locale=locale) == expected


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        (
            "fi",
            """\
Saako nimesi näkyä ryhmässä, kun tulet tapaamiseen?
Muuten kortissa on vain lukumäärä. Voit muuttaa tätä milloin vain: /asetukset
[Nimeni saa näkyä] [Älä näytä nimeäni]""",
        ),
        (
            "sv",
            """\
Får ditt namn synas i gruppen när du kommer till en träff?
Annars visar kortet bara antalet. Du kan ändra det när du vill: /installningar
[Mitt namn får synas] [Visa inte mitt namn]""",
        ),
        (
            "en",
            """\
May your name show in the group when you come to a meetup?
Otherwise the card shows only a number. You can change this at any time: /settings
[Show my name] [Don't show my name]""",
        ),
    ],
)
def test_a_name_is_asked_for(locale: str, expected: str) -> None:
    assert read(wording.ask_name(), locale=locale) == expected


PRIVACY = {
    "fi": """\
Mitä säilytän ja miksi
Säilytän nimesi, tunnuksesi Telegramissa tai Slackissa, kielesi ja vastauksesi tapaamisiin, jotta paikat ja jono \
pitävät paikkansa.
Nimesi näkevät verkostosi koordinaattorit ja Kupin ylläpitäjä. Ryhmässä se näkyy vain, jos annat luvan.
Kysymyksesi ja nimesi näkee se, joka on koordinaatiovuorossa. Kysymys poistetaan 30 päivän kuluttua vastauksesta.
Hakemuksesi vastaukset näkevät vain haun arvioijat, ja ne ovat tallessa salattuina. Kuka hausta vastaa ja kauanko \
vastaukset säilyvät, kerrotaan ennen ensimmäistä kysymystä. Peruste on oikeutettu etu: ilman vastauksia ei voi \
valita. Valinnan tekevät ihmiset, ellei haku kerro paikkojen arvonnasta tai saapumisjärjestyksestä. Voit vastustaa \
käsittelyä tai pyytää sen rajoittamista: ota yhteyttä haun järjestäjään.
Nimesi ja vastauksesi säilyvät, kunnes poistat ne. Lähetetyistä viesteistä säilyy 30 päivää, kenelle ne menivät, ei \
sisältöä. Tekniset jäljet poistetaan 72 tunnin kuluttua (7 päivän, jos minussa oli vika) ja keskeneräiset luonnokset \
14 päivän kuluttua.
En tallenna ryhmän keskustelua.
Viestit kulkevat Telegramin tai Slackin kautta, myös EU:n ulkopuolella.
Tiedoista vastaa verkostosi järjestäjä, johon saat yhteyden koordinaattorin kautta. Peruste on oikeutettu etu: \
ilman nimeä ja vastausta paikkaa ei voi varata.
Katso tietosi: /omattiedot. Korjaa ne: /asetukset. Poista ne: /poistatietoni. Voit myös tehdä valituksen \
tietosuojavaltuutetulle (tietosuoja.fi).
[Omat tiedot] [Poista kaikki tietoni]""",
    "sv": """\
Vad jag sparar och varför
Jag sparar ditt namn, ditt id i Telegram eller Slack, ditt språk och dina svar om träffar, så att platserna och kön \
stämmer.
Nätverkets koordinatorer och Kuppis administratör ser ditt namn. I gruppen syns det bara om du ger lov.
Din fråga och ditt namn ser den som har koordineringsturen. Frågan raderas 30 dagar efter svaret.
Svaren i din ansökan ser bara bedömarna, och de sparas krypterade. Vem som ansvarar för utlysningen och hur länge \
svaren sparas får du veta före den första frågan. Grunden är berättigat intresse: utan svar går det inte att välja. \
Människor gör valet, om utlysningen inte säger att platserna lottas ut eller ges i ankomstordning. Du kan invända mot \
behandlingen eller be att den begränsas: kontakta arrangören.
Ditt namn och dina svar finns kvar tills du raderar dem. Av skickade meddelanden sparas i 30 dagar till vem de gick, \
inte innehållet. Tekniska spår raderas efter 72 timmar (7 dagar om det blev fel hos mig) och ofärdiga utkast efter \
14 dagar.
Jag sparar inte gruppens diskussion.
Meddelandena går via Telegram eller Slack, också utanför EU.
Ditt nätverks arrangör ansvarar för uppgifterna; du når arrangören genom koordinatorn. Grunden är berättigat \
intresse: utan namn och svar går det inte att reservera en plats.
Se dina uppgifter: /minauppgifter. Rätta dem: /installningar. Radera dem: /raderauppgifter. Du kan också klaga hos \
dataombudsmannen (tietosuoja.fi).
[Mina uppgifter] [Radera alla mina uppgifter]""",
    "en": """\
What I keep and why
I keep your name, your id on Telegram or Slack, your language and your answers about meetups, so that places and the \
queue are right.
Your network's coordinators and Kuppi's admin see your name. It shows in the group only if you allow it.
Your question and your name are seen by whoever is on coordination duty. The question is deleted \
30 days after the answer.
Only the reviewers of a call see the answers in your application, and they are kept encrypted. Who is responsible for \
the call and how long answers are kept is told before the first question. The basis is legitimate interest: without \
answers nobody can be chosen. People make the choice, unless the call says that places are drawn by lot or given in \
order of arrival. You may object to the processing or ask for it to be restricted: contact the organiser.
Your name and your answers stay until you erase them. Of messages sent I keep for 30 days whom they went to, not \
what they said. Technical traces are deleted after 72 hours (7 days if I had a fault) and unfinished drafts after 14 \
days.
I do not keep what the group says.
Messages travel through Telegram or Slack, also outside the EU.
The organiser of your network is responsible for the data; you reach them through a coordinator. The basis is \
legitimate interest: without a name and an answer no place can be kept.
See your data: /mydata. Correct it: /settings. Erase it: /erasemydata. You can also complain to the Data Protection \
Ombudsman (tietosuoja.fi).
[My data] [Erase all my data]""",
}


@pytest.mark.parametrize("locale", LOCALES)
def test_privacy_tells_what_is_kept_for_whom_and_how_long(locale: str) -> None:
    assert read(wording.privacy(), locale=locale) == PRIVACY[locale]
