"""`settings`: what this group chose, and what organisers change of it."""

from __future__ import annotations

from dataclasses import replace

from bot.declaration import Arguments, Context
from bot.groups import HERE, OFF, SETTINGS, Asked, Scope, Setting, Settled, Source, prefix_of, settle
from bot.handlers import settings_phrases as phrases
from bot.handlers.compose import Composer
from bot.handlers.resolving import actions
from bot.names import nearest
from bot.reply import Choose, Forget, Note, NoteKind, Option, Options, Outcome, Paragraph, Reply, Rows

FORGET = "forget"
DEFAULT = "default"


def answer(arguments: Arguments, context: Context) -> Reply:
    """The settings and who decided each of them, or what a change of one comes to."""
    composer = Composer(context.library, "settings", arguments.get("change", ""))
    asked = context.asked
    name, _, value = composer.query.replace("=", " ").partition(" ")
    name, value = name.casefold(), value.strip().casefold()
    scope = Scope.CHANNEL if arguments.get("where") == HERE and not _is_whole(asked) else Scope.GROUP
    if not name:
        return _all(composer, asked)
    if asked.place is None:
        composer.add(Paragraph(phrases.NO_GROUP))
        return composer.reply(Outcome.USAGE)
    setting = SETTINGS.get(name)
    if setting is None and name != FORGET:
        return _no_setting(composer, name)
    if setting is not None and not value:
        return _one(composer, setting, asked)
    if not asked.is_organiser:
        composer.add(Paragraph(phrases.ONLY_ORGANISERS))
        return composer.reply(Outcome.USAGE)
    if setting is not None:
        return _change(composer, setting, value, scope, asked)
    if value:
        return _forget_what(composer, value)
    composer.add(Paragraph(phrases.FORGOTTEN))
    return composer.reply(effects=(Forget(),))


def values_of(setting: Setting, asked: Asked) -> tuple[str, ...]:
    """What a setting may be here, the default first."""
    return setting.values or asked.libraries


def changes(asked: Asked) -> tuple[str, ...]:
    """Every change that can be made, as it is typed: `prefix on`; of values of one's own, an example."""
    known = [f"{name} {value}" for name, setting in SETTINGS.items() for value in _offered(setting, asked)]
    return (*known, *(f"{name} {DEFAULT}" for name in SETTINGS), FORGET)


def _offered(setting: Setting, asked: Asked) -> tuple[str, ...]:
    return (*values_of(setting, asked), setting.example) if setting.example else values_of(setting, asked)


def _all(composer: Composer, asked: Asked) -> Reply:
    settled = [_settled(name, asked) for name in SETTINGS]
    composer.add(
        Rows(
            ("setting", "now", "decided by", "what it is"),
            tuple(
                (
                    one.setting,
                    one.value,
                    phrases.source(one.by, is_whole=_is_whole(asked)),
                    SETTINGS[one.setting].summary,
                )
                for one in settled
            ),
            phrases.SETTINGS_HERE if asked.place is not None else phrases.SETTINGS_DEFAULT,
        )
    )
    _say_passed_over(composer, settled)
    if asked.place is None:
        composer.add(Paragraph(phrases.NO_GROUP))
        return composer.reply()
    if not asked.is_organiser:
        composer.add(Paragraph(phrases.WHO_CHANGES))
        return composer.reply()
    composer.add(
        Paragraph(phrases.how_to_change(asked.speaking.typed("settings prefix on"), is_whole=_is_whole(asked)))
    )
    others = [(one.setting, other) for one in settled for other in values_of(SETTINGS[one.setting], asked)]
    now = {(one.setting, one.value) for one in settled}
    steps = [(f"{name} {value}", f"settings {name} {value}") for name, value in others if (name, value) not in now]
    composer.add(*actions(steps))
    return composer.reply()


def _one(composer: Composer, setting: Setting, asked: Asked) -> Reply:
    settled = _settled(setting.name, asked)
    composer.add(
        Paragraph(phrases.full_stop(setting.summary)),
        Paragraph(phrases.is_now(setting.name, settled.value, settled.by, is_whole=_is_whole(asked))),
    )
    _say_passed_over(composer, [settled])
    if not asked.is_organiser:
        composer.add(Paragraph(phrases.WHO_CHANGES))
        return composer.reply()
    options = [
        Option(f"{setting.name} {value}", f"settings {setting.name} {value}") for value in _offered(setting, asked)
    ]
    options.append(Option(phrases.TAKE_BACK, f"settings {setting.name} {DEFAULT}"))
    composer.add(Options(phrases.CHOOSE, tuple(options)))
    if setting.hint:
        composer.add(Paragraph(setting.hint))
    return composer.reply(Outcome.CHOICES)


def _change(composer: Composer, setting: Setting, value: str, scope: Scope, asked: Asked) -> Reply:
    values = _offered(setting, asked)
    if value != DEFAULT and not setting.takes(value, asked.libraries):
        near = nearest(value, values) or values
        options = tuple(Option(f"{setting.name} {one}", f"settings {setting.name} {one}") for one in near)
        composer.add(Options(phrases.no_value(setting.name, value), options))
        if setting.hint:
            composer.add(Paragraph(setting.hint))
        return composer.reply(Outcome.USAGE)
    chosen = None if value == DEFAULT else value
    after = _with(asked, scope, setting.name, chosen)
    composer.add(Paragraph(phrases.changed(setting.name, chosen, scope, is_whole=_is_whole(asked))))
    settled = _settled(setting.name, after)
    if setting.name == "prefix" and setting.name not in asked.lacks:
        composer.add(Paragraph(phrases.now_begin(prefix_of(settled.value), asked.menu)))
    if chosen not in (None, OFF) and setting.name in asked.lacks:
        composer.add(Note(NoteKind.RESOLUTION, asked.lacks[setting.name]))
    if scope is Scope.GROUP and settled.by is Source.CHANNEL:
        composer.add(Note(NoteKind.RESOLUTION, phrases.still_here(setting.name, settled.value)))
        composer.add(*actions([(phrases.TAKE_BACK_HERE, f"settings {setting.name} {DEFAULT} {HERE}")]))
    elif chosen is None:
        composer.add(Paragraph(phrases.is_now(setting.name, settled.value, settled.by, is_whole=_is_whole(asked))))
    return composer.reply(effects=(Choose(setting.name, chosen, scope),))


def _forget_what(composer: Composer, value: str) -> Reply:
    """`forget prefix`, `forget all`: one choice, or all that is kept? What cannot be brought back is asked about."""
    known = value.split(maxsplit=1)[0]
    back = [Option(phrases.TAKE_BACK, f"settings {known} {DEFAULT}")] if known in SETTINGS else []
    composer.add(Options(phrases.FORGET_WHAT, (*back, Option(phrases.FORGET_ALL, f"settings {FORGET}"))))
    return composer.reply(Outcome.CHOICES)


def _is_whole(asked: Asked) -> bool:
    """Whether there is one channel alone to choose for, as in a Matrix room."""
    return asked.place is not None and asked.place.is_whole


def _settled(name: str, asked: Asked) -> Settled:
    return settle(name, asked.choices, libraries=asked.libraries, defaults=asked.defaults)


def _with(asked: Asked, scope: Scope, name: str, value: str | None) -> Asked:
    """The same, as it is after the change."""
    kept = {known: one for known, one in asked.choices.of(scope).items() if known != name}
    changed = kept if value is None else {**kept, name: value}
    choices = asked.choices
    choices = replace(choices, channel=changed) if scope is Scope.CHANNEL else replace(choices, group=changed)
    return replace(asked, choices=choices)


def _no_setting(composer: Composer, name: str) -> Reply:
    near = nearest(name, (*SETTINGS, FORGET)) or tuple(SETTINGS)
    options = tuple(Option(one, f"settings {one}", SETTINGS[one].summary if one in SETTINGS else "") for one in near)
    composer.add(Options(phrases.no_setting(name), options))
    return composer.reply(Outcome.USAGE)


def _say_passed_over(composer: Composer, settled: list[Settled]) -> None:
    for one in settled:
        for source, value in one.passed_over:
            composer.add(Note(NoteKind.RESOLUTION, phrases.passed_over(one.setting, value, source)))
