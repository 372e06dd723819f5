"""What the terminal says in its own words, in one place so that it can be translated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

# ── While somebody waits ─────────────────────────────────────────────────────
READING = "Reading the library …"
INDEXING = "Making its index …"


def share(part: int, whole: int) -> str:
    return f"{100 * part // whole} %"


# ── Using the program ────────────────────────────────────────────────────────
PROGRAM = "catena"
SEE_HELP = "See: catena --help"


_EXAMPLES = {"--format": "json", "--library": "content/khrushchev", "--as": "discord", "--shards": "0-3/16"}


def lacks_value(option: str) -> str:
    return f"{option} needs a value: {option} {_EXAMPLES[option]}"


def unknown_platform(typed: str, known: Sequence[str]) -> str:
    return f"There is no platform “{typed}”; there is {', '.join(known)}: --as {known[0]}"


def unknown_format(typed: str, known: list[str]) -> str:
    return f"There is no format “{typed}”; there are {', '.join(known)}: --format {known[-1]}"


def unknown_option(typed: str, nearest: str) -> str:
    meant = f"Did you mean {nearest}? " if nearest else ""
    return f"There is no option “{typed}”. {meant}If it belongs to your words, put -- before them: catena -- search {typed}"


def unknown_verb(typed: str, nearest: str) -> str:
    return f"There is no command “{typed}”. Did you mean: catena {nearest}"


def takes_no_words(verb: str) -> str:
    return f"“catena {verb}” takes no words. To ask one question, leave {verb} out: catena claim zhenbao"


def takes_one_path(verb: str, example: str, *, needs: bool) -> str:
    return f"“catena {verb}” takes one path{'' if needs else ' or none'}: catena {verb} {example}"


_CALLED = {"online": "the store"}


def lacks_extra(extras: Sequence[str]) -> str:
    called = " or ".join(_CALLED.get(extra, extra.capitalize()) for extra in extras)
    target = extras[0] if extras in (("discord",), ("matrix",)) else "serve"
    return f"What {called} needs is not installed. Install it: pip install 'catena[{','.join(extras)}]' (in a checkout: make {target})"


NO_STATE_FOLDER = (
    "There is no folder for the bot's settings: name one with CATENA_DATA=/var/lib/catena, "
    "or a database with CATENA_DATABASE_URL=sqlite:////var/lib/catena/catena.sqlite3"
)


def two_libraries(name: str) -> str:
    return f"Two libraries are called “{name}”; give one of their folders another name in CATENA_LIBRARY"


def invitation(link: str, permissions: Mapping[str, str]) -> str:
    needed = "\n".join(f"  {name}: to {purpose}" for name, purpose in permissions.items())
    return f"Who may manage a Discord server opens this address, and picks it:\n{link}\n\nIt asks for:\n{needed}\n"


# ── Errors ───────────────────────────────────────────────────────────────────
def fault(error: BaseException) -> str:
    return (
        f"Catena made a mistake ({type(error).__name__}) and has no answer. Please report it; "
        "with CATENA_LOG=debug it says where."
    )


def cannot_write(reason: object) -> str:
    return f"The answer could not be written: {reason}."


def broken_library(folder: object, problems: int) -> str:
    return f"The library {folder} cannot be used: {problems} problem{'' if problems == 1 else 's'}."


def more_problems(left: int) -> str:
    return f"… and {left} more."


def mend_library(folder: object) -> str:
    return f"Mend it (catena check {folder} says all), or name another one: --library FOLDER, or CATENA_LIBRARY=FOLDER"


# ── catena --help ────────────────────────────────────────────────────────────
NOT_INSTALLED = "(not installed)"
HELP = """\
Catena answers with verbatim, attributed quotations from the documents of a library.

  catena claim zhenbao                  one question
  catena                                a conversation, with completion and history
  catena check [FOLDER]                 what is wrong with a library, and which sentences no claim uses
  catena --format json < questions.txt  a question a line, an answer a line
  catena discord                        the bot on Discord, until it is stopped
  catena matrix                         the bot in Matrix rooms, until it is stopped
  catena serve                          the bot wherever something is set for it, in one process
  catena init [FOLDER]                  files with every setting, explained, to fill in
  catena doctor                         what is missing to go online, and how to mend it
  catena backup [FILE]                  all that the bot keeps, in one file, also while it runs
  catena restore [--replace] FILE       a backup, brought back; with --replace over what is there, which is kept beside

Questions (catena help claim says more about one, as catena help serve does about the program):
{commands}

Options, before or after the question:
  --format text|markdown|json  the form of the answer; JSON is described in docs/json.md
  --as discord|matrix          the exact message that Discord, or Matrix, would get
  --library FOLDER             the library to ask; otherwise CATENA_LIBRARY, or the two documents
  --no-pager                   long answers at once, not a screen at a time
  --plain                      no colours, and nothing drawn: one line after the other, for screen readers
  --version, --help
  --                           what follows are words, even if they begin with a dash

catena discord takes --invite (print the link that adds the bot to a server). It and catena serve take --sync (register
the commands again) and --shards 0-3/16 (serve a part, for several processes).

Exit codes: 0 found, or choices; 1 nothing found; 2 wrong usage; 70 a fault of ours; 75 the store is not there, perhaps
later; 78 configuration.
NO_COLOR, FORCE_COLOR, COLUMNS and PAGER are obeyed.
"""


# ── catena check ─────────────────────────────────────────────────────────────
PROBLEMS = "Problems"
SUGGESTIONS = "Suggestions, which fail nothing"
PROBLEM_COLUMNS = ("file", "line", "key", "what is wrong", "what to do")
UNUSED = "No claim quotes"
UNUSED_COLUMNS = ("sentence", "words")


def counted(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


def unsound(folder: object, problems: int) -> str:
    return f"{folder}: {counted(problems, 'error')}."


def sound(folder: object, documents: int, claims: int, topics: int) -> str:
    known = f"{counted(documents, 'document')}, {counted(claims, 'claim')}, {counted(topics, 'topic')}"
    return f"{folder}: no errors; {known}."


def covered(used: int, total: int) -> str:
    percentage = f" ({share(used, total)})" if total else ""
    rest = "" if used == total else " No claim quotes:"
    return f"{used} of {total} sentences that may claim something are quoted by a claim{percentage}.{rest}"


# ── catena chat ──────────────────────────────────────────────────────────────
PROMPT = "catena> "
LEAVE = ("exit", "quit")
HELP_WORD = "?"
STOPPED = "Stopped."


def greeting(title: str, documents: int, claims: int, topics: int) -> tuple[str, str]:
    known = f"{counted(documents, 'document')}, {counted(claims, 'claim')}, {counted(topics, 'topic')}"
    return (
        f"{title}: {known}.",
        "Tab completes, a number picks a choice, help explains, exit leaves.",
    )


def no_such_choice(number: str, choices: int) -> str:
    return f"There is no choice {number}; there are 1 to {choices}."
