"""N: id_tokens that a page or an app posts instead of a code."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.contrib.auth import get_user_model
from social_core.backends.open_id_connect import OpenIdConnectAuth
from social_django.models import UserSocialAuth

from rest_social_auth.id_token.once import first_use
from rest_social_auth.id_token.verifier import fetched_again
from tests.conftest import E2E
from tests.security.support import (
    EVERY_KIND,
    accepted,
    complete,
    nothing_happens,
    post,
    refused,
    refused_everywhere,
)

GOOGLE = "google-oauth2"
CLIENT = f"mock-{GOOGLE}"
PROVIDERS = {  # and the client that an id_token is made for
    GOOGLE: CLIENT,
    "google-openidconnect": "mock-google-openidconnect",
    "apple-id": "mock-apple-id",
    "azuread-oauth2-v2": "mock-azuread-oauth2-v2",
    "azuread-oauth2": "mock-azuread-oauth2",
    "fedora-oidc": "mock-fedora-oidc",
    "oidc": "mock-oidc",
    "facebook-limited-login": "mock-facebook-limited-login",
    "linkedin-openidconnect": "mock-linkedin-openidconnect",
}
KEY = (E2E / "mock_providers" / "keys" / "RS256.pem").read_text()


@pytest.fixture(autouse=True)
def accept(settings):
    fetched_again.clear()
    for provider, client in PROVIDERS.items():
        name = f"SOCIAL_AUTH_{provider.upper().replace('-', '_')}_ID_TOKEN_AUDIENCES"
        setattr(settings, name, [client])


def begin(visitor, provider=GOOGLE, **more):
    return accepted(post(visitor, f"begin/{provider}/", {"id_token": True, **more}))["nonce"]


def given(visitor, provider=GOOGLE, person="ada", nonce="", fault=""):
    """Return what the provider's SDK gives to the page or the app."""
    asked = {"client_id": PROVIDERS[provider], "mock_person": person, "nonce": nonce}
    asked["mock_fault"] = f"id_token:{fault}" if fault else ""
    response = visitor.mocks.browser.get(f"{visitor.mocks.url}/_sdk/{provider}", params=asked)
    return response.json()["id_token"]


def begun(visitor, provider=GOOGLE, **more):
    return given(visitor, provider, nonce=begin(visitor, provider), **more)


def changed(token, **claims):
    """Return the token with other claims, signed by the provider."""
    said = jwt.decode(token, options={"verify_signature": False}) | claims
    kid = jwt.get_unverified_header(token)["kid"]
    kept = {name: value for name, value in said.items() if value is not None}
    return jwt.encode(kept, KEY, "RS256", {"kid": kid})


def send(visitor, token, provider=GOOGLE, kind="session", **more):
    return complete(visitor, {"id_token": token, **more}, provider, kind)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_N01_N02_N03_a_forged_id_token_signs_nobody_in(visitor, provider):
    for fault in ("signature", "unknown_kid", "alg_none", "hmac", "audience", "issuer"):
        token = begun(visitor, provider, fault=fault)

        with nothing_happens(visitor.mocks, asked=True):
            refused(send(visitor, token, provider), 400, "id_token_rejected")


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_N01_a_forged_id_token_is_refused_for_what_was_forged(visitor, kind):
    accepted(send(visitor, begun(visitor), kind=kind))

    account = UserSocialAuth.objects.get()
    assert (account.provider, account.uid) == (GOOGLE, "mock:9000000000007001")
    assert account.user.email == "ada@example.com"


@pytest.mark.parametrize("provider", [each for each in PROVIDERS if each != "apple-id"])
def test_N01_who_has_signed_in_by_code_is_the_same_user_by_id_token(visitor, provider):
    """Apple's callback is a form_post, but its identity is an id_token in any case."""
    accepted(visitor.sign_in("token", provider))

    accepted(send(visitor, begun(visitor, provider), provider, "token"))
    assert UserSocialAuth.objects.count() == 1


def test_N01_keys_are_fetched_once_and_again_when_the_provider_has_new_ones(visitor):
    accepted(send(visitor, begun(visitor), kind="token"))
    assert asked_for_keys(visitor, begun(visitor), accepted) == 0

    order = {"provider": GOOGLE, "keep_old": False}
    visitor.mocks.browser.post(f"{visitor.mocks.url}/_control/keys", json=order).raise_for_status()
    assert asked_for_keys(visitor, begun(visitor), accepted) == 1
    OpenIdConnectAuth.get_jwks_keys_for_uri.invalidate()  # the others' keys are the old ones


def test_N11_keys_that_were_made_up_call_the_provider_once_a_minute(visitor, monkeypatch):
    accepted(send(visitor, begun(visitor, "oidc"), "oidc", "token"))

    forged = [begun(visitor, "oidc", fault="unknown_kid") for _ in range(5)]
    calls = [asked_for_keys(visitor, token, refuse_forged, "oidc") for token in forged]
    assert calls == [1, 0, 0, 0, 0]
    accepted(send(visitor, begun(visitor, "oidc"), "oidc", "token"))

    monkeypatch.setattr("rest_social_auth.id_token.verifier.AGAIN", 0)
    token = begun(visitor, "oidc", fault="unknown_kid")
    assert asked_for_keys(visitor, token, refuse_forged, "oidc") == 1


def asked_for_keys(visitor, token, expect, provider=GOOGLE):
    """Return how often the provider's keys were requested when the token was sent."""
    heard = len(visitor.mocks.requests())
    expect(send(visitor, token, provider, "token"))
    return [each["stage"] for each in visitor.mocks.requests()[heard:]].count("keys")


def refuse_forged(response):
    refused(response, 400, "id_token_rejected")


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another-client"},
        {"aud": [CLIENT, "another-client"], "azp": CLIENT},
        {"aud": [CLIENT, CLIENT]},
        {"aud": []},
        {"aud": None},
        {"aud": {CLIENT: 1}},
        {"azp": "another-client"},
        {"azp": ""},
        {"azp": [CLIENT]},
    ],
)
def test_N02_an_id_token_for_another_application_is_refused(visitor, claims):
    token = changed(begun(visitor), **claims)

    with nothing_happens(visitor.mocks, asked=True):
        refused(send(visitor, token), 400, "id_token_rejected")


def test_N02_an_app_that_is_listed_may_request_an_id_token_for_its_server(visitor, settings):
    settings.SOCIAL_AUTH_GOOGLE_OAUTH2_ID_TOKEN_AUDIENCES = [CLIENT, "android"]

    accepted(send(visitor, changed(begun(visitor), azp="android")))
    accepted(send(visitor, changed(begun(visitor), aud=[CLIENT, "android"], azp="android")))


@pytest.mark.parametrize("listed", [None, [], "", CLIENT, "*", ["*"], [""], {CLIENT: True}, 5])
def test_N02_nothing_but_a_list_of_clients_accepts_anything(visitor, settings, listed):
    token = begun(visitor)
    settings.SOCIAL_AUTH_GOOGLE_OAUTH2_ID_TOKEN_AUDIENCES = listed

    code = "id_token_rejected" if listed == ["*"] else "id_token_not_accepted"
    with nothing_happens(visitor.mocks):
        refused(send(visitor, token), 400 if listed == ["*"] else 403, code)


def test_N02_it_is_off_unless_a_project_lists_its_clients(visitor, monkeypatch):
    monkeypatch.setitem(PROVIDERS, "globus", "mock-globus")
    token = given(visitor, "globus")

    with nothing_happens(visitor.mocks):
        refused_everywhere(visitor, {"id_token": token}, "globus", 403, "id_token_not_accepted")
        for provider in ("globus", "github"):
            response = post(visitor, f"begin/{provider}/", {"id_token": True})
            refused(response, 403, "id_token_not_accepted")


def test_N02_only_a_developer_is_told_the_setting(visitor, settings):
    token = given(visitor, fault="audience")
    settings.SOCIAL_AUTH_OIDC_ID_TOKEN_AUDIENCES = []

    settings.DEBUG = True
    assert send(visitor, token, "oidc").json()["hint"] == (
        "List the client ids that id_tokens may be made for in SOCIAL_AUTH_OIDC_ID_TOKEN_AUDIENCES."
    )
    assert send(visitor, token).json()["hint"] == (
        "It failed at aud. SOCIAL_AUTH_GOOGLE_OAUTH2_ID_TOKEN_AUDIENCES has to list each client in "
        "aud and azp."
    )
    settings.DEBUG = False
    assert "hint" not in send(visitor, token).json()


def test_N03_an_id_token_of_one_provider_is_refused_by_another(visitor, settings):
    settings.SOCIAL_AUTH_OIDC_ID_TOKEN_AUDIENCES = ["mock-oidc", CLIENT]
    token = given(visitor, nonce=begin(visitor, "oidc"))

    with nothing_happens(visitor.mocks, asked=True):
        refused(send(visitor, token, "oidc"), 400, "id_token_rejected")


@pytest.mark.parametrize("provider", PROVIDERS)
def test_N04_an_old_id_token_is_refused(visitor, provider):
    for fault in ("old", "expired"):
        token = begun(visitor, provider, fault=fault)

        with nothing_happens(visitor.mocks, asked=True):
            refused(send(visitor, token, provider), 400, "id_token_expired")


@pytest.mark.parametrize("provider", [GOOGLE, "azuread-oauth2-v2", "oidc"])
def test_N04_an_id_token_without_a_required_claim_is_refused(visitor, provider):
    for claim in ("exp", "iat", "sub", "iss"):
        token = changed(begun(visitor, provider), **{claim: None})

        with nothing_happens(visitor.mocks, asked=True):
            refused(send(visitor, token, provider), 400, "id_token_rejected")


def test_N04_options_that_leave_checks_out_of_a_code_flow_do_not_apply(visitor, settings):
    checks = ("verify_signature", "verify_exp", "verify_aud", "verify_iss")
    settings.SOCIAL_AUTH_JWT_DECODE_OPTIONS = dict.fromkeys(checks, False)
    refusals = {"expired": "expired", **dict.fromkeys(("issuer", "signature"), "rejected")}
    for provider in (GOOGLE, "oidc", "azuread-oauth2-v2"):
        for fault, code in refusals.items():
            token = given(visitor, provider, fault=fault)
            with nothing_happens(visitor.mocks, asked=True):
                refused(send(visitor, token, provider), 400, f"id_token_{code}")


@pytest.mark.parametrize("again", EVERY_KIND)
def test_N05_an_id_token_signs_in_once(visitor, settings, again):
    settings.REST_SOCIAL_REQUIRE_STATE = False
    token = given(visitor)
    accepted(send(visitor, token, kind="token"))

    with nothing_happens(visitor.mocks):
        refused(send(visitor, token, kind=again), 400, "id_token_used")


@pytest.mark.parametrize("engine", ["db", "cache", "cached_db", "file"])
def test_N05_the_same_claims_with_another_signature_are_the_same_id_token(
    db, settings, tmp_path, engine
):
    """Of each signature with an elliptic curve there is a twin, which anyone can compute."""
    settings.SESSION_ENGINE = f"django.contrib.sessions.backends.{engine}"
    settings.SESSION_FILE_PATH = str(tmp_path)

    assert first_use(f"{tmp_path}.claims.signature", 60)
    assert not first_use(f"{tmp_path}.claims.its-twin", 60)
    assert first_use(f"{tmp_path}.other.signature", 60)


@pytest.mark.parametrize("engine", ["cache", "file"])
def test_N05_of_eight_uses_at_once_one_counts(settings, tmp_path, engine):
    settings.SESSION_ENGINE = f"django.contrib.sessions.backends.{engine}"
    settings.SESSION_FILE_PATH = str(tmp_path)

    with ThreadPoolExecutor(8) as pool:
        used = pool.map(lambda _: first_use(f"{tmp_path}.claims.signature", 60), range(8))
        assert sorted(used) == [False] * 7 + [True]


def test_N06_an_attackers_id_token_signs_no_visitor_in(visitor, another_visitor):
    theirs, without = begun(another_visitor, person="zoe"), given(visitor, person="zoe")
    begin(visitor)

    with nothing_happens(visitor.mocks, asked=True):
        refused(send(visitor, theirs), 403, "nonce_mismatch")
        refused(send(visitor, without), 400, "nonce_required")


def test_N06_a_nonce_is_required_wherever_a_state_is(visitor):
    with nothing_happens(visitor.mocks, asked=True):
        refused_everywhere(visitor, {"id_token": given(visitor)}, GOOGLE, 400, "nonce_required")
        own = given(visitor, nonce="made-by-the-client")
        refused(send(visitor, own, nonce="made-by-the-client"), 403, "nonce_mismatch")


def test_N06_a_nonce_is_good_for_one_id_token(visitor):
    nonce = begin(visitor)
    accepted(send(visitor, given(visitor, nonce=nonce), kind="token"))

    with nothing_happens(visitor.mocks, asked=True):
        again = given(visitor, nonce=nonce, person="zoe")
        refused(send(visitor, again, kind="token"), 403, "nonce_mismatch")


def test_N06_a_pending_nonce_is_enforced_where_no_state_is_required(visitor, settings):
    settings.REST_SOCIAL_REQUIRE_STATE = False
    begin(visitor)

    with nothing_happens(visitor.mocks, asked=True):
        refused(send(visitor, given(visitor)), 400, "nonce_required")
        refused(send(visitor, given(visitor, nonce="x")), 403, "nonce_mismatch")


@pytest.mark.parametrize("hashed", [False, True])
def test_N06_the_nonce_of_the_client_is_compared(visitor, settings, hashed):
    settings.REST_SOCIAL_REQUIRE_STATE = False
    nonce = sha256(b"mine").hexdigest() if hashed else "mine"

    with nothing_happens(visitor.mocks, asked=True):
        refused(send(visitor, given(visitor), nonce="mine"), 403, "nonce_mismatch")
        refused(send(visitor, given(visitor, nonce="x"), nonce="mine"), 403, "nonce_mismatch")
    accepted(send(visitor, given(visitor, nonce=nonce), nonce="mine"))


def test_N06_a_nonce_that_an_sdk_has_hashed_belongs_to_its_flow(visitor):
    nonce = begin(visitor)
    token = given(visitor, nonce=sha256(nonce.encode()).hexdigest())

    accepted(send(visitor, token, nonce=nonce))


def test_N07_a_nonce_is_not_a_state_nor_a_state_a_nonce(visitor):
    nonce, state = begin(visitor), visitor.begin(GOOGLE)["state"]
    code = visitor.come_back(GOOGLE)["code"]

    with nothing_happens(visitor.mocks, asked=True):
        body = {"code": code, "state": nonce}
        refused(complete(visitor, body, GOOGLE), 403, "session_context_missing")
        refused(send(visitor, given(visitor, nonce=state)), 403, "nonce_mismatch")


def test_N07_an_id_token_beside_a_code_changes_nothing(visitor):
    callback = visitor.come_back(GOOGLE, "zoe")

    accepted(complete(visitor, {**callback, "id_token": begun(visitor)}, GOOGLE))
    assert get_user_model().objects.get().first_name == "Zoë"


def test_N08_an_id_token_links_only_what_its_user_began(visitor, another_visitor):
    accepted(visitor.sign_in("session"))
    accepted(another_visitor.sign_in("session", person="zoe"))
    to_sign_in = begun(visitor)
    to_link = given(another_visitor, nonce=begin(another_visitor, intent="connect"))

    def link(token, by):
        body = {"provider": GOOGLE, "id_token": token}
        return by.post("/api/social/connections/", body, format="json")

    with nothing_happens(visitor.mocks, asked=True):
        refused(link(to_sign_in, visitor), 403, "user_mismatch")
        refused(link(to_link, visitor), 403, "nonce_mismatch")
        refused(link(given(visitor), visitor), 400, "nonce_required")
        refused(send(another_visitor, to_link), 403, "user_mismatch")
    assert accepted(link(to_link, another_visitor), 201)["provider"] == GOOGLE


def test_N08_signing_in_with_an_id_token_links_nothing(visitor):
    accepted(visitor.sign_in("session"))

    accepted(send(visitor, begun(visitor)))
    assert get_user_model().objects.count() == 2


@pytest.mark.parametrize(
    "token",
    ["ya29.an-access-token", "", "a.b.c", "..", "é.é.é", "x" * 16385, {"id": 1}, ["x"], 5, True],
)
def test_N09_what_is_no_id_token_is_refused(visitor, token):
    with nothing_happens(visitor.mocks):
        response = send(visitor, token)
        assert response.status_code == 400
        assert response.json()["code"] in {
            "id_token_rejected",
            "invalid_input",
            "missing_parameter",
        }


def test_N09_an_id_token_of_deep_json_is_refused(visitor):
    deep = "[" * 5000 + "]" * 5000
    parts = [json.dumps({"alg": "RS256"}), '{"aud":' + deep + "}"]
    token = ".".join(jwt.utils.base64url_encode(each.encode()).decode() for each in [*parts, "x"])

    with nothing_happens(visitor.mocks):
        refused(send(visitor, token), 400, "id_token_rejected")


def test_N09_keys_that_the_header_brings_are_ignored(visitor):
    token = begun(visitor)
    said = jwt.decode(token, options={"verify_signature": False})
    own = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    jwk = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(own.public_key()))
    for header in ({"jwk": jwk}, {"jku": f"{visitor.mocks.url}/evil"}, {"kid": "../../dev/null"}):
        with nothing_happens(visitor.mocks, asked=True):
            forged = jwt.encode(said, own, "RS256", header)
            refused(send(visitor, forged), 400, "id_token_rejected")


def test_N10_an_address_that_google_has_not_verified_is_refused(visitor):
    token = changed(begun(visitor), email_verified=False)

    with nothing_happens(visitor.mocks, asked=True):
        refused(send(visitor, token), 400, "id_token_rejected")


def test_N10_a_deactivated_user_is_refused(visitor):
    accepted(send(visitor, begun(visitor)))
    get_user_model().objects.update(is_active=False)

    with nothing_happens(visitor.mocks, asked=True):
        refused(send(visitor, begun(visitor)), 403, "account_disabled")


def test_N10_an_id_token_leaves_stored_tokens_as_they_are(visitor, settings):
    settings.REST_SOCIAL_KEEP_PROVIDER_TOKENS = True
    accepted(complete(visitor, visitor.come_back(GOOGLE), GOOGLE))
    stored = UserSocialAuth.objects.get().extra_data["access_token"]

    accepted(send(visitor, begun(visitor)))
    kept = UserSocialAuth.objects.get().extra_data
    assert (kept["access_token"], "id_token" in kept) == (stored, False)


@pytest.mark.parametrize(
    ("fault", "status", "code"), [("500", 503, "unavailable"), ("html", 502, "malformed_response")]
)
def test_N11_keys_that_do_not_come_are_the_providers_fault(visitor, fault, status, code):
    token = begun(visitor, "fedora-oidc")
    OpenIdConnectAuth.get_jwks_keys_for_uri.invalidate()
    visitor.mocks.plan("fedora-oidc", "keys", fault)

    with nothing_happens(visitor.mocks, asked=True):
        refused(send(visitor, token, "fedora-oidc"), status, code)
