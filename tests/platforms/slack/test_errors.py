"""What Slack's codes mean: each that it documents has a line of its own."""

import pytest

from bot.platforms.base import GONE, LATER, RETRY, UNSURE, Then
from bot.platforms.slack.errors import CODES, WORDS, meaning
from tests.platforms.slack.documented import BY_METHOD, EVERYWHERE

LOST = {"channel_not_found", "is_archived", "not_in_channel", "user_not_found", "user_disabled"}
PASSING = [
    "team_added_to_org",
    "org_login_required",
    "ekm_access_denied",
    "external_channel_migrating",
    "message_limit_exceeded",
    "accesslimited",
    "access_denied",
    "restricted_action",
    "storage_limit_reached",
    "file_uploads_disabled",
    "posting_to_channel_denied",
    "channel_is_limited_access",
    "missing_scope",
]


def test_every_documented_code_has_a_meaning():
    documented = {*EVERYWHERE, *(code for codes in BY_METHOD.values() for code in codes)}
    assert sorted(documented - CODES.keys()) == []


def test_no_code_has_two_meanings():
    said = [code for _, codes in WORDS for code in codes.split()]
    assert len(said) == len(set(said))


def test_a_chat_is_lost_by_the_codes_that_say_so_alone():
    assert {code for code, means in CODES.items() if means is GONE} >= LOST
    for code in PASSING:
        assert CODES[code].then is Then.LATER, code
        assert CODES[code] is not GONE, code


@pytest.mark.parametrize("code", ["account_inactive", "token_revoked", "invalid_auth"])
def test_only_auth_test_says_that_we_are_out(code):
    assert CODES[code].ask
    assert CODES[code].then is not Then.FINAL
    assert CODES[code] is not GONE


def test_what_nobody_knows_is_not_final():
    assert meaning("a_word_of_tomorrow", 200) is LATER


@pytest.mark.parametrize(("status", "means"), [(403, RETRY), (404, RETRY), (502, UNSURE)])
def test_a_page_is_of_somebody_between(status, means):
    assert meaning("", status) is means
