"""The rules a library must keep, each one small and named.

A check takes a draft and yields what breaks its rule. `ERRORS` make a library
refuse to load; `SUGGESTIONS` are shown to its editor and fail nothing. What
could not be read is reported where it was read; no check repeats that for
everything that points at it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bot.loading.checks.links import (
    aliases_have_one_topic,
    dates_are_edtf,
    documents_listed,
    examples_hold,
    ids_resolve,
    opposition_is_mutual,
    references_resolve,
    retired_ids_lead_on,
    topics_relate_who_speaks,
)
from bot.loading.checks.quotations import (
    chains_end_in_the_document,
    companions_are_there,
    quotations_are_verbatim,
    second_printings_are_alike,
    sentence_notes_quote,
    sentences_have_one_attribution,
    twins_print_the_same,
)
from bot.loading.checks.suggestions import (
    claims_have_a_topic,
    leaning_sentences_have_context,
    numbers_of_duplicates,
    quotation_marks_close,
    topics_cover_every_document,
)
from bot.loading.draft import Draft
from bot.problems import Problem

Check = Callable[[Draft], Iterator[Problem]]

ERRORS: tuple[Check, ...] = (
    documents_listed,
    quotations_are_verbatim,
    chains_end_in_the_document,
    sentences_have_one_attribution,
    companions_are_there,
    references_resolve,
    sentence_notes_quote,
    second_printings_are_alike,
    twins_print_the_same,
    ids_resolve,
    retired_ids_lead_on,
    aliases_have_one_topic,
    topics_relate_who_speaks,
    opposition_is_mutual,
    dates_are_edtf,
    examples_hold,
)
SUGGESTIONS: tuple[Check, ...] = (
    leaning_sentences_have_context,
    quotation_marks_close,
    claims_have_a_topic,
    topics_cover_every_document,
    numbers_of_duplicates,
)
