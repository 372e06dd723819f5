"""Every command, declared once: help, examples, completion and handlers come out of this.

Adapters generate what their platform shows (slash commands, `!help`, shell
help) from `COMMANDS`; a command added here appears everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from bot.citation.styles import STYLES
from bot.declaration import Access, Arguments, Command, Context, Example, Handler, Param, ParamKind
from bot.groups import EVERYWHERE, HERE, SCOPE_ALIASES
from bot.reply import Outcome, Reply


def _handler(name: str) -> Handler:
    """`answer` of bot/handlers/<name>.py, loaded when it is first asked: a shell that asks one thing waits for one."""

    def answer(arguments: Arguments, context: Context) -> Reply:
        reply: Reply = import_module(f"bot.handlers.{name}").answer(arguments, context)
        return reply

    return answer


STYLE_NAMES = tuple(style.name for style in STYLES)
_STYLE_ALIASES = {alias: style.name for style in STYLES for alias in style.aliases}

_DECLARED = (
    Command(
        "claim",
        "A claim: its quotations, who says them, and what stands against it",
        _handler("claim"),
        (Param("words", "A claim's name, or words for it", ParamKind.CLAIM),),
        (
            Example("claim {claim}", "the claim, quoted, with its hedges and notes"),
            Example("claim {person}", "several claims to pick from", Outcome.CHOICES),
        ),
        "Shows every quotation with its chain of speakers and its place, what the editor marked as belonging "
        "with it, what other claims say against it, and which document is silent.",
    ),
    Command(
        "perspectives",
        "What each document says on a topic, where they part, and who is silent",
        _handler("perspectives"),
        (Param("topic", "A topic, by name or alias", ParamKind.TOPIC),),
        (
            Example("perspectives {topic}", "document by document, and where they part"),
            Example("perspectives {claim}", "the topic that a claim belongs to"),
        ),
        "Every document gets the same order and room. A document that does not discuss the topic is named as "
        "silent; one that disagrees with itself is shown so. The bot never rules who is right.",
    ),
    Command(
        "search",
        "Excerpts: any sentence of any document, best first",
        _handler("search"),
        (Param("words", "Words in any spelling, or a half-remembered sentence", ParamKind.WORDS),),
        (Example("search {words}", "the sentences that speak of it, the matched words marked"),),
        menu="Find excerpts on this",
        details="Typos, other spellings and other scripts are understood; what is not there is said to be not there. "
        "“exact phrase” in quotation marks, -without, doc:name and year:1956-1964 (-doc:, -year: leave out) narrow the search; a sentence "
        "has a year that stands in it, or that an editor gave it. Several documents or years are alternatives.",
    ),
    Command(
        "verify",
        "Is this quotation really there, word for word, and who says it?",
        _handler("verify"),
        (Param("quotation", "The quotation; begin with “name:” to ask whether that one said it", ParamKind.WORDS),),
        (Example("verify {quotation}", "verbatim, altered, spliced, ascribed to somebody else, or not found"),),
        menu="Check this quotation",
        details="Differences are shown word by word, beside the true sentence and who says it. Begin with a speaker or a "
        "document and a colon (“Yegorov: …”) to ask whether it is theirs.",
    ),
    Command(
        "read",
        "The passage at a reference, with the sentences around it",
        _handler("read"),
        (Param("reference", "document paragraph.sentence, as in every answer", ParamKind.REFERENCE),),
        (Example("read {reference}", "the sentence, the one before and the one after"),),
    ),
    Command(
        "who",
        "What somebody says, as reported, apart from what is said about them",
        _handler("who"),
        (Param("name", "A person the documents name", ParamKind.PERSON),),
        (Example("who {person}", "their words as reported, what is said about them, what is not stated"),),
    ),
    Command(
        "timeline",
        "Dated claims in order; stated and inferred dates apart",
        _handler("timeline"),
        (Param("dates", "A year, a month, a decade or a range: 1956-1964", ParamKind.DATES, required=False),),
        (
            Example("timeline", "all dates"),
            Example("timeline {years}", "the dates in a range"),
        ),
    ),
    Command(
        "topics",
        "What there is to ask",
        _handler("catalogue"),
        (Param("words", "Words to narrow the list", ParamKind.TOPIC, required=False),),
        (Example("topics", "every topic, and who speaks on it"), Example("topics {topic}", "the topics nearest to it")),
    ),
    Command(
        "documents",
        "The documents, and what is known and not stated about each",
        _handler("documents"),
        (Param("document", "A document's id or name", ParamKind.DOCUMENT, required=False),),
        (
            Example("documents", "the documents"),
            Example("documents {document}", "its title, author, date, translation"),
        ),
    ),
    Command(
        "cite",
        "A citation to paste",
        _handler("cite"),
        (
            Param("reference", "A reference or a claim", ParamKind.REFERENCE),
            Param(
                "style", "Citation style", ParamKind.STYLE, required=False, choices=STYLE_NAMES, aliases=_STYLE_ALIASES
            ),
        ),
        (
            Example("cite {reference}", "a note in Chicago style"),
            Example("cite {reference} bibtex", "an entry for BibTeX"),
        ),
        "The chain of speakers stays in every style: whoever is quoted or reported is named with the one who does so.",
    ),
    Command(
        "discuss",
        "Both sides of a topic and a neutral question, in a thread of its own where there can be one",
        _handler("discuss"),
        (Param("topic", "A topic, by name or alias", ParamKind.TOPIC),),
        (Example("discuss {topic}", "both sides, and a question that takes none"),),
    ),
    Command(
        "settings",
        "What this group chose; organisers change it",
        _handler("settings"),
        (
            Param("change", "A setting and its value, such as “prefix on”", ParamKind.SETTING, required=False),
            Param(
                "where",
                "Whether it holds in this channel alone; its own choice comes before the whole group's",
                ParamKind.WORDS,
                required=False,
                choices=(EVERYWHERE, HERE),
                aliases=SCOPE_ALIASES,
                of_channels=True,
            ),
        ),
        (Example("settings", "every setting, and who decided it"),),
        "Everybody may look; what nobody chose is the default. “settings forget” deletes all that is kept of this group.",
        access=Access.ORGANISERS,
        for_asker=True,
        is_of_group=True,
    ),
    Command(
        "digest",
        "A claim of the day in this channel, at a time of day",
        _handler("digest"),
        (
            Param(
                "time",
                "A time of day and a time zone, such as “09:00 Europe/Berlin”; or off, or resume",
                ParamKind.TIME,
                required=False,
            ),
        ),
        (Example("digest", "whether one is planned here, when the next comes and when the last came"),),
        "Organisers plan one: digest 09:00 Europe/Berlin. Each day it is another claim, until all have had their turn. "
        "“digest off” ends it. Where posting is refused three times, it is paused, and whoever planned it is told; “digest resume” goes on.",
        for_asker=True,
        is_of_group=True,
    ),
    Command(
        "status",
        "How the bot is: version, library, connections, the last digest and the last error",
        _handler("status"),
        examples=(Example("status", "what is up, what is down, and since when"),),
        for_asker=True,
        is_of_group=True,
    ),
    Command(
        "help",
        "How to ask",
        _handler("help_"),
        (Param("command", "A command's name", ParamKind.COMMAND, required=False),),
        (Example("help", "all commands"), Example("help claim", "one command, with examples")),
        for_asker=True,
    ),
)

COMMANDS: Mapping[str, Command] = {command.name: command for command in _DECLARED}
