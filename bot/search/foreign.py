"""Words that most European languages share, and their endings in each: "Kollektivierung", "collectivisation", "коллективизация".

Such words travel whole, and only the end is made native. With the English end in its place, and compared by sound,
they are found in English.
"""

from __future__ import annotations

# Latin and Greek endings in German, French, Spanish, Italian, Polish and (transcribed) Russian, longest first, with
# their English forms. (Any grammar's chapter on loan words; Duden, Die Grammatik, "Fremdwortbildung".)
_ENDINGS = (
    (("isierung", "izatsiya", "izaciya", "izacja", "izacion", "izzazione", "isation", "izatsiia"), ("ization",)),
    (("ifizierung", "ificazione", "ifikatsiya", "yfikacja", "ificacion"), ("ification",)),
    (("ierung",), ("ization", "ation")),
    (("atsiya", "aciya", "acja", "acion", "azione", "atsiia"), ("ation",)),
    (("ismus", "isme", "ismo", "izm"), ("ism",)),
    (("istisch", "istique", "isticheskiy", "istico"), ("istic", "ist")),
    (("isten", "istes", "isty", "isti", "iste", "ista"), ("ist", "ists")),
    (("ologie", "ologiya", "ologia"), ("ology",)),
    (("kratie", "cratie", "kratiya", "cracia", "crazia"), ("cracy",)),
    (("itaet", "itat", "ite", "ita", "idad"), ("ity",)),
)
_PREFIXES = (("ent", "de"), ("anti", "anti"), ("gegen", "counter"), ("neo", "neo"))
_ENGLISH = tuple({ending for _, english in _ENDINGS for ending in english if len(ending) > 2})
_SHORTEST_ROOT = 4
"""Letters before the ending, below which it is hardly an ending."""


def is_international(word: str) -> bool:
    """Whether an English word is one that most languages share, by its ending."""
    return word.endswith(_ENGLISH) and any(
        word[: -len(end)][_SHORTEST_ROOT - 1 :] for end in _ENGLISH if word.endswith(end)
    )


def in_english(word: str) -> tuple[str, ...]:
    """What a word of another language, in small Latin letters, may be in English."""
    found: dict[str, None] = {}
    for endings, english in _ENDINGS:
        for ending in endings:
            root = word.removesuffix(ending)
            if root == word or len(root) < _SHORTEST_ROOT:
                continue
            roots = [
                root,
                *(new + root.removeprefix(old) for old, new in _PREFIXES if root.startswith(old) and old != new),
            ]
            found.update(dict.fromkeys(stem + end for stem in roots for end in english))
            return tuple(found)
    return ()
