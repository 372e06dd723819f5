"""What can be pressed and picked: pages, next steps and choices, after a restart, on old messages, in direct conversations."""

from __future__ import annotations

from dataclasses import replace

import pytest
from simcord.backend.errors import SetupError
from structlog.testing import capture_logs

from adapters.discord import phrases
from bot.app import App
from bot.groups import Asked
from bot.library import Library
from bot.parsing import Invocation
from bot.reply import Reply
from tests.adapters.discord.simulated.stage import Stage, staged


def changed(app: App) -> App:
    """The same documents after somebody changed them: the library has another hash."""
    return App(Library(replace(app.library.parts, hash="f" * 64)), app._index)  # noqa: SLF001 # it finds the same


# ── Pages ────────────────────────────────────────────────────────────────────


async def test_anyone_turns_the_pages_of_a_public_answer_in_its_message(stage: Stage) -> None:
    first = stage.answer(await stage.mei.slash(stage.channel, "perspectives", topic="secret-report"))
    assert first.labels[-3:] == ["◀ Previous", "1 of 5", "Next ▶"]
    await stage.member("liang").click(first.message, label="Next ▶")
    second = stage.again(first)
    assert second.labels[-3:] == ["◀ Previous", "2 of 5", "Next ▶"]
    assert second.text != first.text
    await stage.mei.click(first.message, label="◀ Previous")
    assert stage.again(first).text == first.text
    assert len(stage.said()) == 1


async def test_the_first_page_leads_nowhere_back_and_the_last_nowhere_on(stage: Stage) -> None:
    page = stage.answer(await stage.mei.slash(stage.channel, "perspectives", topic="secret-report"))
    with pytest.raises(SetupError, match="disabled"):
        await stage.mei.click(page.message, label="◀ Previous")
    for number in range(2, 6):
        await stage.mei.click(page.message, label="Next ▶")
        assert f"{number} of 5" in stage.again(page).labels
    with pytest.raises(SetupError, match="disabled"):
        await stage.mei.click(page.message, label="Next ▶")


async def test_only_the_asker_turns_the_pages_of_what_is_for_the_asker(stage: Stage) -> None:
    await stage.organiser.slash(stage.channel, "settings", change="length short")
    helped = stage.answer(await stage.mei.slash(stage.channel, "help"))
    assert helped.is_private
    assert "1 of 2" in helped.labels
    with pytest.raises(SetupError, match="not visible"):
        await stage.organiser.click(helped.message, label="Next ▶")
    await stage.mei.click(helped.message, label="Next ▶")
    assert "2 of 2" in stage.again(helped).labels
    assert stage.again(helped).is_private


async def test_pages_stay_as_they_were_laid_out_when_the_group_chooses_shorter_ones(stage: Stage) -> None:
    old = stage.answer(await stage.mei.slash(stage.channel, "perspectives", topic="secret-report"))
    await stage.organiser.slash(stage.channel, "settings", change="length short")
    await stage.mei.click(old.message, label="Next ▶")
    assert "2 of 5" in stage.again(old).labels


# ── Next steps and choices ───────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("label", "said"),
    [("Context", "(context)"), ("Cite", "```"), ("All sides: Border tensions and troops", "Survey of research")],
)
async def test_a_step_below_an_answer_is_answered_below_it_for_all(label: str, said: str, stage: Stage) -> None:
    answer = stage.answer(await stage.mei.slash(stage.channel, "claim", words="zhenbao"))
    step = stage.answer(await stage.member("liang").click(answer.message, label=label))
    assert said in step.text
    assert not step.is_private
    assert stage.again(answer).text == answer.text


async def test_few_choices_have_a_button_each_and_what_is_chosen_is_for_all(stage: Stage) -> None:
    choices = stage.answer(await stage.mei.slash(stage.channel, "read", reference="37"))
    assert choices.is_private
    assert "Choose 1" in choices.labels
    assert choices.menus == []
    chosen = stage.answer(await stage.mei.click(choices.message, label="Choose 1"))
    assert "xu-lai 37.1" in chosen.text
    assert not chosen.is_private


async def test_more_than_five_choices_are_a_menu_and_what_is_picked_is_for_all(stage: Stage) -> None:
    choices = stage.answer(await stage.mei.slash(stage.channel, "claim", words="yegorov"))
    assert choices.is_private
    [menu] = choices.menus
    assert len(menu) > 5
    for line in (menu[0], menu[-1]):
        picked = stage.answer(await stage.mei.select(choices.message, [line]))
        assert line.removeprefix("claim ") in picked.text
        assert not picked.is_private


# ── Later ────────────────────────────────────────────────────────────────────


async def test_old_messages_work_after_a_restart(stage: Stage, app: App) -> None:
    paged = stage.answer(await stage.mei.slash(stage.channel, "perspectives", topic="secret-report"))
    claim = stage.answer(await stage.mei.slash(stage.channel, "claim", words="zhenbao"))
    few = stage.answer(await stage.mei.slash(stage.channel, "read", reference="37"))
    many = stage.answer(await stage.mei.slash(stage.channel, "claim", words="yegorov"))
    await stage.restart(app)
    await stage.mei.click(paged.message, label="Next ▶")
    assert "2 of 5" in stage.again(paged).labels
    assert "(context)" in stage.answer(await stage.mei.click(claim.message, label="Context")).text
    assert "xu-lai 37.1" in stage.answer(await stage.mei.click(few.message, label="Choose 1")).text
    [[*_, last]] = many.menus
    assert last.removeprefix("claim ") in stage.answer(await stage.mei.select(many.message, [last])).text


async def test_a_button_from_before_a_change_of_the_documents_says_so_and_offers_to_ask_again(
    stage: Stage, app: App
) -> None:
    paged = stage.answer(await stage.mei.slash(stage.channel, "perspectives", topic="secret-report"))
    many = stage.answer(await stage.mei.slash(stage.channel, "claim", words="yegorov"))
    await stage.restart(changed(app))
    stale = stage.answer(await stage.mei.click(paged.message, label="Next ▶"))
    assert stale.text == phrases.CHANGED
    assert stale.is_private
    assert stage.again(paged).text == paged.text, "what everybody reads is left alone"
    anew = stage.answer(await stage.mei.click(stale.message, label=phrases.ASK_AGAIN))
    assert "The secret report" in anew.text
    assert "1 of 5" in anew.labels
    picked = stage.answer(await stage.mei.select(many.message, ["claim yegorov-united-front"]))
    assert picked.text == phrases.CHANGED
    anew = stage.answer(await stage.mei.click(picked.message, label=phrases.ASK_AGAIN))
    assert "yegorov-united-front" in anew.text


async def test_buttons_and_menus_work_in_a_direct_conversation(stage: Stage, app: App) -> None:
    user = stage.mei.user
    paged = stage.answer(await user.slash("perspectives", topic="secret-report"))
    await user.click(paged.message, label="Next ▶")
    assert "2 of 5" in stage.again(paged).labels
    many = stage.answer(await user.slash("claim", words="yegorov"))
    await stage.restart(app)
    picked = stage.answer(await user.select(many.message, ["claim yegorov-united-front"]))
    assert "yegorov-united-front" in picked.text
    await user.click(paged.message, label="Next ▶")
    assert "3 of 5" in stage.again(paged).labels


# ── Faults ───────────────────────────────────────────────────────────────────


async def test_a_fault_is_a_kind_sentence_to_the_asker_and_a_line_in_the_log_and_the_bot_lives(
    app: App, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: App, invocation: Invocation, asked: Asked) -> Reply:
        raise RuntimeError("broken")

    async with staged([app], url) as stage:
        old = stage.answer(await stage.mei.slash(stage.channel, "claim", words="zhenbao"))
        with monkeypatch.context() as broken, capture_logs() as logged:
            broken.setattr(App, "respond", fail)
            for asked in (
                await stage.mei.slash(stage.channel, "claim", words="mutual-distrust"),
                await stage.mei.click(old.message, label="Context"),
            ):
                told = stage.answer(asked)
                assert told.text == phrases.FAULT
                assert told.is_private
            await stage.mei.send(stage.channel, f"{stage.name} claim mutual-distrust")
            assert stage.said()[-1].text == phrases.FAULT
        assert [line["event"] for line in logged if line["log_level"] == "error"] == [
            "a command was not answered",
            "a button was not answered",
            "a message was not answered",
        ]
        assert all(line["exc_info"] for line in logged if line["log_level"] == "error")
        assert "mutual-distrust" not in str(logged), "nobody's words are in the log"
        answer = stage.answer(await stage.mei.slash(stage.channel, "claim", words="mutual-distrust"))
        assert "mutual-distrust" in answer.text
        assert not answer.is_private
        stage.assert_sound()
