"""What search knows of English: spellings, common words, irregular forms, stems.

Everything here only widens what is looked at; nothing is ever shown. The lists
are those of any grammar book, and know no library and no query.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Protocol, cast

# The stop list of the Snowball project (snowballstem.org/algorithms/english/stop.txt), without apostrophes, and without
# those that are other words then (shed, hell, shell, ill, wed, id).
STOP_WORDS = frozenset(
    """
    i me my myself we us our ours ourselves you your yours yourself yourselves he him his himself she her hers herself it
    its itself they them their theirs themselves what which who whom whose this that these those am is are was were be
    been being have has had having do does did doing will would shall should can could may might must ought im youre hes
    shes its were theyre ive youve weve theyve youd hed theyd youll well theyll isnt arent
    wasnt werent hasnt havent hadnt doesnt dont didnt wont wouldnt shant shouldnt cant cannot couldnt mustnt lets thats
    whos whats heres theres whens wheres whys hows a an the and but if or because as until while of at by for with about
    against between into through during before after above below to from up down in out on off over under again further
    then once here there when where why how all any both each few more most other some such no nor not only own same so
    than too very s t just
    """.split()
)
# Words with which people frame a question to a library, whatever it is about: they say what kind of answer is wanted.
FRAME_WORDS = frozenset(
    """
    say says said saying tell tells told explain explains describe describes discuss discusses mention mentions mentioned
    think thinks thought thoughts opinion opinions view views viewpoint viewpoints perspective perspectives position
    positions attitude attitudes stance evaluation evaluations assessment assessments judgement judgment reaction reactions
    response responses interpretation interpretations argument arguments debate debates cause causes reason reasons
    consequence consequences effect effects meaning significance role part happen happens happened become became get got
    make made go goes went ever find show give take quote quotes quotation passage passages text texts
    document documents author authors source sources writer article according multiple different various several mid circa
    """.split()
)

# British and American spellings of a word share one form. (Oxford style guide, "British and American spelling".)
_SUFFIXES = (
    (re.compile(r"(?<=[a-z]{4})is(ation(?:al)?s?|e|ed|er|ers|es|ing)$"), r"iz\1"),
    (re.compile(r"(?<=[a-z]{2})our(s|ed|ing|al|ed|ers?|able|less|ful|ite|ites|hood|ism|ist)?$"), r"or\1"),
    (re.compile(r"(?<=[a-z]{3})([bt])re(s?)$"), r"\1er\2"),
    (re.compile(r"ogue(s?)$"), r"og\1"),
    (re.compile(r"(?<=[a-z]{2})ence(s?)$"), r"ense\1"),
    (re.compile(r"(?<=[a-z]{4})ll(ed|ing|ers?)$"), r"l\1"),
    (re.compile(r"yse(d|s|rs?)?$"), r"yze\1"),
)
_MAY_RESPELL = re.compile(r"is(?:ation|e|ing)|our|[bt]res?$|ogues?$|ences?$|ll(?:ed|ing|ers?)$|yse")
"""What one of the patterns may apply to: most words need no look at each of them."""
_PAIRS = {
    "grey": "gray",
    "programme": "program",
    "programmes": "programs",
    "cheque": "check",
    "tyre": "tire",
    "manoeuvre": "maneuver",
    "manoeuvres": "maneuvers",
    "sceptic": "skeptic",
    "sceptical": "skeptical",
    "scepticism": "skepticism",
    "fulfil": "fulfill",
    "towards": "toward",
    "afterwards": "afterward",
    "whilst": "while",
    "amongst": "among",
    "learnt": "learned",
    "judgement": "judgment",
    "ageing": "aging",
    "archaeology": "archeology",
    "mediaeval": "medieval",
}
_SHORTEST_RESPELLED = 6
"""Shorter words (our, hour, rise, wise, there) only look like the patterns."""

# Irregular verbs and plurals, form by form, after their first form.
_IRREGULAR = """
    arise arose arisen; awake awoke awoken; bear bore borne; beat beaten; become became; begin began begun; bend bent;
    bind bound; bite bit bitten; bleed bled; blow blew blown; break broke broken; breed bred; bring brought; build built;
    burn burnt; buy bought; catch caught; choose chose chosen; come came; creep crept; deal dealt; dig dug; draw drew drawn;
    dream dreamt; drink drank drunk; drive drove driven; eat ate eaten; fall fell fallen; feed fed; feel felt;
    fight fought; find found; flee fled; fling flung; fly flew flown; forbid forbade forbidden; forget forgot forgotten;
    forgive forgave forgiven; freeze froze frozen; get got gotten; give gave given; go went gone; grind ground;
    grow grew grown; hang hung; hear heard; hide hid hidden; hold held; keep kept; kneel knelt; know knew known; lay laid;
    lead led; lean leant; leap leapt; leave left; lend lent; lie lay lain; light lit; lose lost; make made; mean meant;
    meet met; mistake mistook mistaken; overcome overcame; overthrow overthrew overthrown; pay paid; ride rode ridden;
    ring rang rung; rise rose risen; run ran; say said; see saw seen; seek sought; sell sold; send sent; shake shook shaken;
    shine shone; shoot shot; show shown; shrink shrank shrunk; sing sang sung; sink sank sunk; sit sat; sleep slept;
    slide slid; sow sown; speak spoke spoken; spend spent; spin spun; spring sprang sprung; stand stood; steal stole stolen;
    stick stuck; strike struck stricken; strive strove striven; swear swore sworn; sweep swept; swim swam swum;
    swing swung; take took taken; teach taught; tear tore torn; tell told; think thought; throw threw thrown;
    undergo underwent undergone; understand understood; undertake undertook undertaken; wake woke woken; wear wore worn;
    weave wove woven; weep wept; win won; withdraw withdrew withdrawn; withstand withstood; write wrote written;
    rewrite rewrote rewritten; rebuild rebuilt; foresee foresaw foreseen; mislead misled; uphold upheld;
    man men; woman women; child children; person people; foot feet; tooth teeth; mouse mice; life lives; wife wives;
    leaf leaves; half halves; self selves; crisis crises; basis bases; thesis theses; analysis analyses;
    phenomenon phenomena; criterion criteria; die died dying dead death
"""


def spelling(word: str) -> str:
    """One form for the British and the American spelling of a word in small letters."""
    if len(word) < _SHORTEST_RESPELLED:
        return _PAIRS.get(word, word)
    found = _PAIRS.get(word)
    if found is not None or not _MAY_RESPELL.search(word):
        return found or word
    for pattern, replacement in _SUFFIXES:
        word = pattern.sub(replacement, word)
    return word


_KEPT_STEMS = 4_096
"""People ask for the same words again, and a query looks each of them up more than once."""


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...  # noqa: N802  # PyStemmer's own name

    def stemWords(self, words: list[str]) -> list[str]: ...  # noqa: N802  # likewise


@cache
def _stemmer(language: str) -> _Stemmer:
    import Stemmer  # here, because an exact name is found without it

    return cast("_Stemmer", Stemmer.Stemmer(language))


@cache
def _lemmas() -> dict[str, str]:
    lemmas = {}
    for line in _IRREGULAR.split(";"):
        first, *others = line.split()
        lemmas.update(dict.fromkeys(others, first))
    return lemmas


@lru_cache(maxsize=_KEPT_STEMS)
def stem(word: str) -> str:
    """The stem of a word (Snowball): English in Latin letters, Russian in Cyrillic, else the word itself."""
    if word.isascii():
        if not word.isalpha():
            return word
        word = _lemmas().get(word, word)
        if word.endswith("men") and len(word) > len("women"):
            word = word[:-3] + "man"
        found = _stemmer("english").stemWord(word)
        return _lemmas().get(found, found)
    if all("\u0400" <= character <= "\u04ff" for character in word):
        return _stemmer("russian").stemWord(word)
    return word


def stems(words: list[str]) -> list[str]:
    """The stems of many words: those of `stem`."""
    lemmas = _lemmas()
    found = _stemmer("english").stemWords(words)
    return [
        stem(word)
        if not word.isascii() or word in lemmas or found_stem in lemmas or word.endswith("men")
        else found_stem
        if word.isalpha()
        else word
        for word, found_stem in zip(words, found, strict=True)
    ]


# Derivations that change the end of the root (Quirk et al., A Comprehensive Grammar of English, appendix I).
_DERIVATIONS = (
    ("sion", ("de", "d", "t")),
    ("ption", ("ive", "be", "pt")),
    ("lution", ("lve",)),
    ("truction", ("troy",)),
    ("ition", ("ish",)),
    ("ification", ("ify",)),
    ("ance", ("ant",)),
    ("ense", ("ent", "end")),
)
ENDINGS = frozenset(
    """
    e s es y t ts cy tic tics ed d er ers or ors en ly al ally ic ics ical ically ity ities ism isms ist ists istic ive ives ion ions ing ings
    ant ants ent ents ance ances ence ences ancy ency ment ments ness ship ful less able ible ous ian ians an ans ary aries
    ory ories ate ates ated ating ation ations ational ative ator ators ize izes ized izing izer ization izations
    """.split()
)
"""What is set behind the root of a word to make another one of its family."""
_PREFIXES = ("im", "em", "en", "re", "de", "pre", "mis", "over", "counter")
_SHORTEST_BASE = 5


def related(word: str) -> tuple[str, ...]:
    """Words that one word is derived from, or that are derived from it, as far as spelling tells."""
    if len(word) < _SHORTEST_BASE:
        return ()
    found: list[str] = []
    for long, shorts in _DERIVATIONS:
        if word.endswith(long):
            found += [word[: -len(long)] + short for short in shorts]
        found += [word[: -len(short)] + long for short in shorts if word.endswith(short)]
    found += [word[len(prefix) :] for prefix in _PREFIXES if word.startswith(prefix)]
    return tuple(other for other in found if len(other) >= _SHORTEST_BASE)
