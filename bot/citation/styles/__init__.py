"""The citation styles by name. Each is a function of a quotation and its document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from bot.model import Document, Quotation


@dataclass(frozen=True, slots=True)
class Style:
    """A citation style: its name in commands, what it is, and what people call it.

    The style `csl-json` is the module `csl_json` beside this one.
    """

    name: str
    title: str
    aliases: tuple[str, ...] = ()

    @property
    def cite(self) -> Callable[[Quotation, Document], str]:
        """The style itself. It is loaded when it is first asked for: most answers cite nothing."""
        found: Callable[[Quotation, Document], str] = import_module(f"{__name__}.{self.name.replace('-', '_')}").cite
        return found


STYLES = (
    Style("chicago", "Chicago, note", ("cmos", "chicago notes", "chicago 17", "chicago 18")),
    Style("mla", "MLA, 9th edition", ("mla 9",)),
    Style("apa", "APA, 7th edition", ("apa 7",)),
    Style("bibtex", "BibTeX", ("bib", "biblatex", "latex", "tex")),
    Style("csl-json", "CSL-JSON", ("csl", "json", "zotero", "pandoc")),
)
"""All styles, in the order in which they are offered; the first is the default."""


def find_style(words: str) -> Style | None:
    """The style of that name or alias, however it is spaced and cased; None when there is none."""
    return _BY_NAME.get(_plain(words))


def cite(quotation: Quotation, document: Document, style: str) -> str:
    """A citation of the quotation to paste, with the chain of speakers and the locator, without the words quoted.

    Raises ValueError for a style that is not known, and for a quotation that
    is not from the document.
    """
    found = find_style(style)
    if found is None:
        raise ValueError(f"“{style}” is no citation style here; there are: {', '.join(known.name for known in STYLES)}")
    return found.cite(quotation, document)


def _plain(words: str) -> str:
    return "".join(letter for letter in words.casefold() if letter.isalnum())


_BY_NAME = {_plain(name): style for style in STYLES for name in (style.name, *style.aliases)}
