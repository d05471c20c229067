"""Names that look alike are one, and a password is opened by itself alone."""

import unicodedata

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from menura.accounts import PasswordLengthError, hash_password, is_password, name_key, passwords
from menura.accounts.names import is_user_name, tidy_name

NAMES = st.text(min_size=1, max_size=30)
PASSWORDS = st.text(min_size=8, max_size=40).filter(
    lambda text: len(unicodedata.normalize("NFC", text)) >= 8
)


@pytest.fixture(autouse=True, scope="module")
def cheap_hashes():
    """Make hashes that take no time: what is tested does not depend on it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "MEMORY_KIB", 8)
        patch.setattr(passwords, "PASSES", 1)
        yield


@given(NAMES)
def test_a_name_is_known_again_however_it_is_written(name: str):
    key = name_key(name)
    assert name_key(tidy_name(name)) == key
    assert name_key(f" {name}\n") == key
    for form in ("NFC", "NFD", "NFKC"):
        assert name_key(unicodedata.normalize(form, name)) == key


@given(NAMES)
def test_a_name_that_is_kept_can_be_shown_and_given_by_http_basic(name: str):
    plain = tidy_name(name)
    if is_user_name(plain):
        assert plain.isprintable()
        assert ":" not in plain
        assert name_key(plain)


@pytest.mark.parametrize("name", ["", "a:b", "a\tb", "a\u200db", "\u202ea", "x" * 81, "a\x00"])
def test_names_that_cannot_be_told_apart_or_typed_are_none(name: str):
    assert not is_user_name(tidy_name(name))


@settings(deadline=None, max_examples=30)
@given(PASSWORDS, PASSWORDS)
def test_a_password_is_opened_by_itself_alone(mine: str, other: str):
    kept = hash_password(mine)
    assert is_password(mine, kept)
    assert is_password(unicodedata.normalize("NFD", mine), kept)
    assume(unicodedata.normalize("NFC", mine) != unicodedata.normalize("NFC", other))
    assert not is_password(other, kept)


def test_two_hashes_of_one_password_differ_and_one_can_be_made_again():
    assert hash_password("correct horse") != hash_password("correct horse")
    one, two = (hash_password("correct horse", entropy=lambda n: b"s" * n) for _ in range(2))
    assert one == two
    assert one.startswith("$argon2id$v=19$")


@pytest.mark.parametrize("password", ["", "seven77", "x" * 1001])
def test_a_password_of_no_good_length_is_refused_and_not_repeated(password: str):
    with pytest.raises(PasswordLengthError) as caught:
        hash_password(password)
    assert not password or password not in caught.value.message


def test_nobody_has_the_password_of_nobody():
    for password in ("", "hello hello", "correct horse"):
        assert not is_password(password, None)


def test_what_is_no_hash_opens_nothing():
    assert not is_password("correct horse", "plain")
    assert not is_password("correct horse", "")
