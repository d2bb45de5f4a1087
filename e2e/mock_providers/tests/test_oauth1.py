from __future__ import annotations

from urllib.parse import parse_qsl

import pytest

from mock_providers.oauth1.signature import base_string, escape, signature

from .conftest import APP, Play, returned

REQUEST = "https://api.twitter.com/oauth/request_token"
AUTHORIZE = "https://api.twitter.com/oauth/authenticate"
ACCESS = "https://api.twitter.com/oauth/access_token"
PROFILE = "https://api.twitter.com/1.1/account/verify_credentials.json"


def test_base_string_is_the_one_of_rfc_5849() -> None:
    """§3.4.1.1, parameters as decoded in §3.4.1.3."""
    pairs = [
        ("b5", "=%3D"),
        ("a3", "a"),
        ("c@", ""),
        ("a2", "r b"),
        ("oauth_consumer_key", "9djdj82h48djs9d2"),
        ("oauth_token", "kkk9d7dh3k39sjv7"),
        ("oauth_signature_method", "HMAC-SHA1"),
        ("oauth_timestamp", "137131201"),
        ("oauth_nonce", "7d8f3e4a"),
        ("c2", ""),
        ("a3", "2 q"),
    ]
    assert base_string("post", "http://EXAMPLE.COM:80/request", pairs) == (
        "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D"
        "%25253D%26c%2540%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e"
        "4a%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9"
        "d7dh3k39sjv7"
    )


def test_signature_is_the_one_of_rfc_5849() -> None:
    """§1.2, the request for the photograph."""
    pairs = [
        ("file", "vacation.jpg"),
        ("size", "original"),
        ("oauth_consumer_key", "dpf43f3p2l4k3l03"),
        ("oauth_token", "nnch734d00sl2jdk"),
        ("oauth_signature_method", "HMAC-SHA1"),
        ("oauth_timestamp", "137131202"),
        ("oauth_nonce", "chapoH"),
    ]
    text = base_string("GET", "http://photos.example.net/photos", pairs)
    signed = signature(text, "kd94hf93k423kf44", "pfkkdhi9sl3r4s00")
    assert signed == "MdpQcU8iPSUjWoN/UDMsK2sui9I="


class App:
    """An OAuth 1 client that can misbehave: what is in `wrong` replaces what it would send."""

    def __init__(self, play: Play) -> None:
        self.play, self.nonce = play, 0

    def call(
        self, method: str, url: str, token_secret: str = "", secret: str = "", **wrong: str
    ) -> dict[str, str]:
        self.nonce += 1
        given = {
            "oauth_consumer_key": "mock-twitter",
            "oauth_signature_method": "HMAC-SHA1",
            "oauth_timestamp": str(int(self.play.time)),
            "oauth_nonce": f"nonce-{self.nonce}",
            "oauth_version": "1.0",
        } | {name: value for name, value in wrong.items() if name != "oauth_signature"}
        given = {name: value for name, value in given.items() if value}
        text = base_string(method, url, list(given.items()))
        given["oauth_signature"] = signature(text, secret or "mock-secret-twitter", token_secret)
        given |= {name: value for name, value in wrong.items() if name == "oauth_signature"}
        header = ", ".join(f'{name}="{escape(value)}"' for name, value in given.items())
        response = self.play.send(method, url, {"authorization": f"OAuth {header}"}, {})
        return dict(parse_qsl(response.body.decode())) | {"status": str(response.status)}

    def request_token(self, **wrong: str) -> dict[str, str]:
        return self.call("POST", REQUEST, **{"oauth_callback": f"{APP}/callback/twitter", **wrong})

    def consent(self) -> tuple[dict[str, str], dict[str, str]]:
        temporary = self.request_token()
        query = {"oauth_token": temporary["oauth_token"], "mock_person": "ada"}
        return temporary, returned(self.play.get(AUTHORIZE, **query))

    def access_token(self, **wrong: str) -> dict[str, str]:
        temporary, answer = self.consent()
        return self.call("POST", ACCESS, temporary["oauth_token_secret"], **answer | wrong)


@pytest.fixture
def app(play: Play) -> App:
    return App(play)


def test_three_steps_lead_to_the_profile(app: App) -> None:
    tokens = app.access_token()
    assert tokens["screen_name"] == "ada"
    assert tokens["oauth_token"].startswith("9000000000007001-")

    secret = tokens["oauth_token_secret"]
    assert app.call("GET", PROFILE, secret, oauth_token=tokens["oauth_token"])["status"] == "200"


@pytest.mark.parametrize(
    ("wrong", "problem", "advice"),
    [
        ({"oauth_nonce": ""}, "parameter_absent", "The request lacks oauth_nonce."),
        (
            {"oauth_consumer_key": "nobody"},
            "consumer_key_unknown",
            'No client "nobody" is registered at X.',
        ),
        (
            {"oauth_signature_method": "PLAINTEXT"},
            "signature_method_rejected",
            "Only HMAC-SHA1 signatures are accepted.",
        ),
        ({"oauth_version": "2.0"}, "version_rejected", "oauth_version must be 1.0."),
        (
            {"oauth_signature": "AAAA"},
            "signature_invalid",
            "The signature does not match the base string POST&https%3A%2F%2Fapi.twitter.com",
        ),
        ({"secret": "guess"}, "signature_invalid", "The signature does not match"),
        (
            {"oauth_timestamp": "1799999699"},
            "timestamp_refused",
            "oauth_timestamp is 301 s off; 300 s are accepted.",
        ),
        (
            {"oauth_timestamp": "soon"},
            "timestamp_refused",
            "oauth_timestamp is not a whole number of seconds.",
        ),
        (
            {"oauth_callback": "https://evil.example/"},
            "redirect_uri_mismatch",
            "oauth_callback is https://evil.example/, but ",
        ),
        (
            {"oauth_callback": "oob"},
            "redirect_uri_mismatch",
            "oauth_callback is oob, but ",
        ),
    ],
)
def test_a_wrong_request_is_refused_with_a_sentence(
    app: App, wrong: dict[str, str], problem: str, advice: str
) -> None:
    reply = app.request_token(**wrong)
    assert (reply["oauth_problem"], reply["status"]) in {(problem, "401"), (problem, "400")}
    assert reply["oauth_problem_advice"].startswith(advice)


def test_nonce_works_once(app: App) -> None:
    app.request_token(oauth_nonce="same")
    assert app.request_token(oauth_nonce="same")["oauth_problem"] == "nonce_used"


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ({"oauth_verifier": "guess"}, "verifier_invalid"),
        ({"oauth_verifier": ""}, "verifier_invalid"),
        ({"oauth_token": "guess"}, "token_rejected"),
    ],
)
def test_wrong_exchange_is_refused(app: App, wrong: dict[str, str], problem: str) -> None:
    assert app.access_token(**wrong)["oauth_problem"] == problem


def test_request_token_is_exchanged_once(app: App) -> None:
    temporary, answer = app.consent()
    secret = temporary["oauth_token_secret"]
    assert app.call("POST", ACCESS, secret, **answer)["status"] == "200"
    assert app.call("POST", ACCESS, secret, **answer)["oauth_problem"] == "token_used"


def test_request_token_without_consent_cannot_be_exchanged(app: App) -> None:
    temporary = app.request_token()
    given = {"oauth_token": temporary["oauth_token"], "oauth_verifier": "guess"}
    reply = app.call("POST", ACCESS, temporary["oauth_token_secret"], **given)
    assert reply["oauth_problem"] == "permission_denied"


def test_request_token_is_decided_once(app: App, play: Play) -> None:
    temporary, _ = app.consent()
    assert play.get(AUTHORIZE, oauth_token=temporary["oauth_token"]).status == 400
    assert play.why() == "This request token has been decided on already."


def test_each_provider_declines_in_its_own_way(app: App, play: Play) -> None:
    token = app.request_token()["oauth_token"]
    answer = returned(play.get(AUTHORIZE, oauth_token=token, mock_decision="deny"))
    assert answer == {"denied": token}
