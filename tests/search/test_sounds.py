"""A name sounds the same in every script and transcription, and two names do not."""

import pytest

from bot.search.sounds import bones, sounds


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("хрущев", "khrushchev"),
        ("chruschtschow", "khrushchev"),
        ("горбачев", "gorbachev"),
        ("gorbatschow", "gorbachev"),
        ("ельцин", "yeltsin"),
        ("jelzin", "yeltsin"),
        ("jegorow", "yegorov"),
        ("бухарин", "buharin"),
        ("bukharin", "buharin"),
        ("афганистан", "afghanistan"),
    ],
)
def test_transcriptions_of_one_name(one: str, other: str) -> None:
    assert set(sounds(one)) & set(sounds(other))


@pytest.mark.parametrize(
    ("one", "other"), [("yegorov", "yeltsin"), ("stalin", "lenin"), ("fleet", "felt"), ("brezhnev", "khrushchev")]
)
def test_two_names(one: str, other: str) -> None:
    assert not set(sounds(one)) & set(sounds(other))


@pytest.mark.parametrize(
    ("han", "latin"),
    [("赫鲁晓夫", "khrushchev"), ("戈尔巴乔夫", "gorbachev"), ("斯大林", "stalin"), ("尼克松", "nixon")],
)
def test_chinese_transcriptions_share_the_bones(han: str, latin: str) -> None:
    assert {bones(sound) for sound in sounds(han)} & {bones(sound) for sound in sounds(latin)}
