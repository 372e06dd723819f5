"""The works and quotations that the citation tests cite, built by hand."""

from collections.abc import Mapping

from bot.model import NOT_STATED, Attribution, Certainty, Document, Frame, Passage, Quotation, Reference


def document(id_: str, label: str, short: str, voice: str, metadata: Mapping[str, str]) -> Document:
    return Document(
        id=id_,
        label=label,
        short=short,
        voice=voice,
        text="Words that no citation may hold.",
        sha256="",
        metadata=metadata,
        sentences=(),
    )


SURVEY = document(
    "survey",
    "Survey of research on Khrushchev",
    "the survey",
    "the survey (author not stated)",
    dict.fromkeys(("type", "title", "author", "editor", "issued", "publisher", "container-title", "URL"), NOT_STATED),
)
"""No author, no date, no title, no address."""

ARTICLE = document(
    "xu-lai",
    "Xu Lai's article on Khrushchev, Yegorov and the Sino-Soviet split",
    "Xu Lai's article",
    "Xu Lai",
    {
        "type": "webpage",
        "title": NOT_STATED,
        "author": "Xu Lai",
        "editor": "Xu Lai",
        "issued": NOT_STATED,
        "publisher": NOT_STATED,
        "container-title": NOT_STATED,
        "URL": "https://www.toutiao.com/article/7547212290676818486/",
        "language": "English",
    },
)
"""An author whose name has no stated parts, who is the editor as well; an address; no title, no date."""

SPEECH = document(
    "speech",
    "Khrushchev's secret report",
    "the speech",
    "Khrushchev",
    {
        "type": "webpage",
        "title": "On the Cult of Personality and Its Consequences",
        "author": "Khrushchev, Nikita Sergeyevich",
        "issued": "1956-02-25",
        "container-title": "Archive of Speeches",
        "URL": "https://example.org/speech",
        "language": "en",
    },
)
"""All that a citation can have."""

BOOK = document(
    "memoirs",
    "Khrushchev's memoirs",
    "the memoirs",
    "Khrushchev",
    {
        "type": "book",
        "title": "Memoirs",
        "author": "Khrushchev, Nikita",
        "editor": "Khrushchev, Sergei",
        "issued": "2004",
        "publisher": "Penn State University Press",
    },
)

CHAPTER = document(
    "chapter",
    "Li's chapter",
    "the chapter",
    "Li",
    {
        "type": "chapter",
        "title": "The “Thaw”",
        "author": "Li, Hua-ling",
        "editor": "Brown, Ann",
        "issued": "1964?",
        "publisher": "East Press",
        "container-title": "After Stalin",
    },
)


def quotation(
    of: Document,
    place: str,
    frame: Frame,
    *chain: str,
    certainty: Certainty = Certainty.EXPLICIT,
    perhaps: str = "",
    part: bool = False,
) -> Quotation:
    """A quotation at "49.1"; the document's own voice is put at the end of the chain."""
    reference = Reference.parse(f"{of.id} {place}")
    assert reference is not None
    attribution = Attribution(frame, certainty, (*chain, of.voice), perhaps)
    return Quotation(Passage(reference, 0, 5, part), attribution)


OWN_VOICE = quotation(ARTICLE, "5.1", Frame.OWN_VOICE)
REPORTED = quotation(ARTICLE, "49.1", Frame.REPORTED, "Yegorov")
QUOTED = quotation(SURVEY, "9.1", Frame.QUOTED, "some scholars (unnamed)")
INFERRED = quotation(SURVEY, "13.7", Frame.REPORTED, "some scholars (unnamed)", certainty=Certainty.INFERRED)
SUPERSEDED = quotation(SURVEY, "5.2", Frame.SUPERSEDED, "people “in the past” (unnamed)")
AMBIGUOUS = quotation(
    ARTICLE,
    "75.1",
    Frame.AMBIGUOUS,
    certainty=Certainty.AMBIGUOUS,
    perhaps="the Russian Communist Party (no person named)",
)
UNREAD = quotation(ARTICLE, "10.1", Frame.AMBIGUOUS, certainty=Certainty.AMBIGUOUS)
PART = quotation(SURVEY, "13.10", Frame.REPORTED, "some scholars (unnamed)", part=True)
THROUGH_TWO = quotation(ARTICLE, "60.1", Frame.QUOTED, "Molotov", "Chuev")
SPOKEN = quotation(SPEECH, "3.2", Frame.OWN_VOICE)
REMEMBERED = quotation(BOOK, "3.2", Frame.OWN_VOICE)
IN_CHAPTER = quotation(CHAPTER, "2.1", Frame.OWN_VOICE)
