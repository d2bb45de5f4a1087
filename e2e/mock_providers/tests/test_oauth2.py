from __future__ import annotations

import base64
import hashlib
import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from .conftest import APP, Play, returned

VERIFIER = "a" * 43
CHALLENGE = (
    base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
)
PKCE = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}


def test_code_becomes_token_becomes_profile(play: Play) -> None:
    reply = json.loads(play.token("github", play.code("github")).body)
    assert reply["access_token"].startswith("gho_")

    token = {"authorization": f"token {reply['access_token']}"}
    profile = json.loads(play.get("https://api.github.com/user", token).body)

    assert (profile["id"], profile["login"]) == (9000000000007001, "ada")


def test_state_comes_back_untouched(play: Play) -> None:
    assert returned(play.authorize("github", state="x y+z&ü"))["state"] == "x y+z&ü"


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"client_id": "nobody"}, 'No client "nobody" is registered at GitLab.'),
        ({"client_id": "mock-github"}, 'No client "mock-github" is registered at GitLab.'),
        ({"redirect_uri": ""}, "The request has no redirect_uri."),
        (
            {"redirect_uri": f"{APP}/callback/gitlab/"},
            f"redirect_uri is {APP}/callback/gitlab/, but {APP}/callback/gitlab is registered.",
        ),
        (
            {"redirect_uri": f"{APP}/callback/gitlab?redirect_state=x"},
            f"redirect_uri is {APP}/callback/gitlab?redirect_state=x, "
            f"but {APP}/callback/gitlab is registered.",
        ),
        ({"response_type": "token"}, "response_type must be code; token came."),
        ({"response_type": ""}, "response_type must be code; nothing came."),
        (
            {"code_challenge": CHALLENGE},
            "code_challenge_method is plain; accepted is S256.",
        ),
        (
            {**PKCE, "code_challenge": "short"},
            "code_challenge is not 43 to 128 unreserved characters.",
        ),
        (
            {"mock_person": "eve"},
            'There is no person "eve". Known: ada, sam, mallory, zoe, new.',
        ),
        (
            {"mock_fault": "token:nonsense"},
            'There is no fault "token:nonsense". Known here: expired_code, used_code, ',
        ),
    ],
)
def test_wrong_authorization_request_never_redirects(
    play: Play, wrong: dict[str, str], why: str
) -> None:
    response = play.authorize("gitlab", **wrong)

    assert response.status == 400
    assert "Location" not in response.headers
    assert play.why().startswith(why)
    assert why.split('"')[0] in response.body.decode()


def test_parameter_sent_twice_is_refused(play: Play) -> None:
    play.get("https://gitlab.com/oauth/authorize?client_id=mock-gitlab&client_id=mock-gitlab")
    assert play.why() == "Sent more than once: client_id."


def test_redirect_state_is_accepted_only_if_declared(play: Play) -> None:
    uri = f"{play.callback('line')}?redirect_state=abc"
    assert returned(play.authorize("line", redirect_uri=uri))["redirect_state"] == "abc"

    play.authorize("line", redirect_uri=f"{play.callback('line')}?next=/admin")
    assert play.why().startswith("redirect_uri is ")


@pytest.mark.parametrize(
    ("wrong", "status", "error", "why"),
    [
        ({"client_secret": "guess"}, 401, "invalid_client", "The client secret is wrong."),
        (
            {"client_secret": ""},
            401,
            "invalid_client",
            "No client secret came; GitLab expects it in the form or by HTTP Basic.",
        ),
        (
            {"client_id": "mock-github"},
            401,
            "invalid_client",
            'No client "mock-github" is registered at GitLab.',
        ),
        ({"code": "guess"}, 400, "invalid_grant", "This code was not issued by this provider."),
        (
            {"redirect_uri": f"{APP}/callback/github"},
            400,
            "invalid_grant",
            f"redirect_uri is {APP}/callback/github, "
            f"but the code was requested with {APP}/callback/gitlab.",
        ),
        (
            {"redirect_uri": ""},
            400,
            "invalid_grant",
            f"redirect_uri is missing, but the code was requested with {APP}/callback/gitlab.",
        ),
        (
            {"grant_type": "password"},
            400,
            "unsupported_grant_type",
            "grant_type is password; GitLab accepts authorization_code or refresh_token or "
            "client_credentials or urn:ietf:params:oauth:grant-type:device_code.",
        ),
        (
            {"code_verifier": VERIFIER},
            400,
            "invalid_grant",
            "A code_verifier came, but the request had no challenge.",
        ),
    ],
)
def test_a_wrong_token_request_is_refused_with_a_sentence(
    play: Play, wrong: dict[str, str], status: int, error: str, why: str
) -> None:
    response = play.token("gitlab", **{"code": play.code("gitlab"), **wrong})

    assert response.status == status
    assert json.loads(response.body) == {"error": error, "error_description": why.replace('"', "'")}
    assert play.why() == why


def test_secret_in_another_place_is_refused(play: Play) -> None:
    basic = base64.b64encode(b"mock-strava:mock-secret-strava").decode()
    form = {"grant_type": "authorization_code", "code": play.code("strava")}

    play.post("https://www.strava.com/oauth/token", form, {"authorization": f"Basic {basic}"})

    assert play.why() == "The client secret came by HTTP Basic; Strava accepts it in the form."


def test_code_works_once_even_for_two_concurrent_requests(play: Play) -> None:
    code = play.code("gitlab")
    with ThreadPoolExecutor(8) as pool:
        statuses = [r.status for r in pool.map(lambda _: play.token("gitlab", code), range(8))]

    assert sorted(statuses) == [200] + [400] * 7
    assert "This code has been used already." in {e.why for e in play.state.timeline.since()}


def test_code_lives_sixty_seconds(play: Play) -> None:
    young, old = play.code("gitlab"), play.code("gitlab")
    play.time += 60
    assert play.token("gitlab", young).status == 200

    play.time += 1
    assert play.token("gitlab", old).status == 400
    assert play.why() == "The code is 61 s old; it lives 60 s."


def test_code_of_another_client_is_refused(play: Play) -> None:
    play.token("gitlab", play.code("github"))
    assert play.why() == "This code was issued to mock-github, not to mock-gitlab."


def test_pkce_is_verified(play: Play) -> None:
    assert play.token("gitlab", play.code("gitlab", **PKCE), code_verifier=VERIFIER).status == 200
    assert "PKCE verified (S256)" in play.state.timeline.since()[-1].checks

    play.token("gitlab", play.code("gitlab", **PKCE), code_verifier="b" * 43)
    assert play.why() == "The code_verifier does not match the code_challenge."

    play.token("gitlab", play.code("gitlab", **PKCE))
    assert play.why() == "The code was requested with PKCE, but no code_verifier came."


def test_pkce_is_required_if_the_provider_requires_it(play: Play) -> None:
    play.authorize("twitter-oauth2")
    assert play.why() == "PKCE is required: the request has no code_challenge."


def test_profile_requires_a_live_token_in_its_place(play: Play) -> None:
    url = "https://gitlab.com/api/v4/user"
    token = json.loads(play.token("gitlab", play.code("gitlab")).body)["access_token"]

    play.get(url)
    missing = "No access token came; it is expected in header:Bearer or query:access_token."
    assert play.why() == missing
    play.get(url, oauth_token=token)
    assert play.why() == missing
    assert play.get(url, {"authorization": f"Bearer {token}"}).status == 200
    play.get(url, access_token="guess")
    assert play.why() == "This access token was not issued by this provider."
    assert play.get(url, access_token=token).status == 200
    play.time += 3601
    play.get(url, access_token=token)
    assert play.why() == "The access token is 3601 s old and has expired."


def test_token_is_for_one_provider_only(play: Play) -> None:
    token = json.loads(play.token("gitlab", play.code("gitlab")).body)["access_token"]
    play.get("https://api.github.com/user", {"authorization": f"token {token}"})
    assert play.why() == "This access token was not issued by this provider."


def test_scope_opens_what_it_names(play: Play) -> None:
    def emails(**scope: str) -> int:
        reply = json.loads(play.token("github", play.code("github", **scope)).body)
        token = {"authorization": f"token {reply['access_token']}"}
        return play.get("https://api.github.com/user/emails", token).status

    assert emails(scope="user:email") == 200
    assert emails() == 404
    assert play.why() == "The token lacks the scope user:email user."


def test_provider_words_errors_in_its_own_way(play: Play) -> None:
    response = play.token("github", "guess")
    assert response.status == 200
    assert json.loads(response.body)["error"] == "bad_verification_code"


def test_person_without_address_has_none(play: Play) -> None:
    reply = json.loads(play.token("discord", play.code("discord", "sam")).body)
    profile = play.get(
        "https://discord.com/api/users/@me", {"authorization": f"Bearer {reply['access_token']}"}
    )
    assert json.loads(profile.body)["email"] is None


def test_new_person_is_somebody_else_each_time(play: Play) -> None:
    ids = set()
    for _ in range(3):
        reply = json.loads(play.token("gitlab", play.code("gitlab", "new")).body)
        profile = play.get("https://gitlab.com/api/v4/user", access_token=reply["access_token"])
        ids.add(json.loads(profile.body)["id"])
    assert len(ids) == 3
    assert all(number < 2**53 for number in ids)


def test_two_clients_at_one_address_are_counted_apart(play: Play) -> None:
    for slug in ("github", "github-app", "github-org"):
        assert play.token(slug, play.code(slug)).status == 200
        assert play.state.timeline.since()[-1].provider == slug


def test_memory_is_bounded(play: Play) -> None:
    for _ in range(300):
        play.code("gitlab")
    play.state.grants.codes._most = 100
    play.code("gitlab")
    assert len(play.state.grants.codes) == 100
