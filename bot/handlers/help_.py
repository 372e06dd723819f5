"""`help`: how to ask."""

from __future__ import annotations

from bot.declaration import Arguments, Command, Context
from bot.examples import fill_in
from bot.handlers import phrases
from bot.handlers.compose import Composer
from bot.handlers.resolving import actions
from bot.names import nearest
from bot.reply import Heading, Option, Options, Outcome, Paragraph, Reply, Rows


def answer(arguments: Arguments, context: Context) -> Reply:
    """All commands, or one with its parameters and examples."""
    typed = arguments.get("command", "").lstrip("!/").strip().casefold()
    composer = Composer(context.library, "help", arguments.get("command", ""))
    if not typed:
        return _overview(composer, context)
    command = context.commands.get(typed)
    if command is None:
        near = nearest(typed, context.commands)
        composer.add(Paragraph(phrases.no_command(typed)))
        if near:
            composer.add(Options(phrases.NEAREST, tuple(Option(name, f"help {name}") for name in near)))
        composer.add(*actions([("All commands", "help")]))
        return composer.reply(Outcome.NOTHING)
    return _one(composer, context, command)


def _overview(composer: Composer, context: Context) -> Reply:
    composer.add(
        Rows(
            ("command", "what it answers"),
            tuple((command.usage_for(context.speaking), command.summary) for command in context.commands.values()),
            phrases.commands_of(context.library.parts.title),
            tuple(f"help {name}" for name in context.commands),
        ),
        Paragraph(phrases.HOW_TO_ASK),
    )
    first = [command.examples[0] for command in list(context.commands.values())[:3]]
    lines = [fill_in(example.words, context.library) for example in first]
    composer.add(*actions([(f"Try: {context.speaking.typed(line)}", line) for line in lines]))
    return composer.reply()


def _one(composer: Composer, context: Context, command: Command) -> Reply:
    composer.add(Heading(command.usage_for(context.speaking)), Paragraph(phrases.full_stop(command.summary)))
    if command.details:
        composer.add(Paragraph(command.details))
    params = command.params_for(context.speaking)
    if params:
        composer.add(
            Rows(
                ("parameter", "meaning"),
                tuple((param.name, _meaning(param.description, param.choices)) for param in params),
            )
        )
    lines = [fill_in(example.words, context.library) for example in command.examples]
    composer.add(
        Rows(
            ("example", "shows"),
            tuple(
                (context.speaking.typed(line), example.shows)
                for line, example in zip(lines, command.examples, strict=True)
            ),
            commands=tuple(lines),
        )
    )
    return composer.reply()


def _meaning(description: str, choices: tuple[str, ...]) -> str:
    return f"{description}: {', '.join(choices)}" if choices else description
