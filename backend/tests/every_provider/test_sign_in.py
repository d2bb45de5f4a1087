"""With every provider, two people sign in to two accounts, and nobody else does.

All sign in. Whether they refuse and link is tried with a third of them; EXHAUSTIVE=1 takes all.
"""

from __future__ import annotations

import html
import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.contrib.auth import get_user_model
from social_core.backends.oauth import BaseOAuth2PKCE
from social_django.models import UserSocialAuth
from social_django.strategy import create_session

from tests.conftest import Visitor
from tests.exhaustive import EXHAUSTIVE

from .files import Provider, providers

EVIL = "http://evil.example/callback"


def sends_code(provider: Provider) -> bool:
    """Return True if the callback gets a code, unlike sign-ins that the provider starts."""
    return "code?" not in provider.data["authorize"].get("answer", {})


WORKING = [provider for provider in providers() if "broken" not in provider.data]


def some(providers: list[Provider]) -> pytest.MarkDecorator:
    """Parametrize with a third of the providers; with EXHAUSTIVE=1, with all."""
    return pytest.mark.parametrize("provider", providers[:: 1 if EXHAUSTIVE else 3], ids=repr)


def body(provider: Provider, person: str = "ada") -> dict[str, str]:
    """Return the body for begin."""
    asked = {n: v.replace("{user.key}", person) for n, v in provider.data.get("begin", {}).items()}
    return {**asked, **({"intent": "connect"} if provider.data.get("connect_only") else {})}


def begin(visitor: Visitor, provider: Provider, person: str = "ada") -> str:
    url: str = visitor.begin(provider.name, **body(provider, person))["authorization_url"]
    return url


def consent(visitor: Visitor, url: str, **choice: str) -> dict[str, str]:
    """Decide at the mock; return what the callback gets, by redirect or by form_post."""
    response = visitor.mocks.browser.get(
        url.partition("#")[0], params=choice, allow_redirects=False
    )
    if response.status_code == 303:
        return dict(parse_qsl(urlsplit(response.headers["Location"]).query))
    assert response.status_code == 200, html.unescape(response.text)
    fields = re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', response.text)
    return {name: html.unescape(value) for name, value in fields}


def finish(visitor: Visitor, provider: Provider, callback: dict[str, str]) -> Any:
    path = f"/api/login/social/token/{provider.name}/"
    if provider.data.get("connect_only"):
        path = "/api/social/connections/"
        callback = {**callback, "provider": provider.name}
    return visitor.post(path, callback, format="json")


def arrive(visitor: Visitor, provider: Provider, person: str = "ada") -> Visitor:
    """Sign the visitor in beforehand where the provider only links accounts."""
    if provider.data.get("connect_only"):
        visitor.force_login(get_user_model().objects.get_or_create(username=f"own-{person}")[0])
        visitor.take_csrf_token()
    return visitor


def sign_in(visitor: Visitor, provider: Provider, person: str = "ada") -> str:
    """Return the uid of the account that the person has at the provider."""
    arrive(visitor, provider, person)
    before = set(UserSocialAuth.objects.values_list("pk", flat=True))
    response = finish(
        visitor, provider, consent(visitor, begin(visitor, provider, person), mock_person=person)
    )
    assert response.status_code in {200, 201}, (response.content, refusals(visitor))
    after = UserSocialAuth.objects.exclude(pk__in=before)
    return after.get().uid if after else ""


def refusals(visitor: Visitor) -> list[str]:
    return [entry["why"] for entry in visitor.mocks.requests() if entry["verdict"] == "refused"]


@pytest.mark.parametrize("provider", WORKING, ids=repr)
def test_two_people_have_two_lasting_accounts(offer: Any, provider: Provider) -> None:
    visitor = offer(provider)

    ada, zoe, ada_again = (sign_in(visitor, provider, person) for person in ("ada", "zoe", "ada"))

    assert ada
    assert zoe
    assert ada != zoe
    assert ada_again == ""  # no third account


@some([each for each in WORKING if sends_code(each)])
def test_a_signed_in_user_links_an_account(offer: Any, provider: Provider) -> None:
    """With OAuth 1, OAuth 2 and OpenID Connect, by redirect and by form_post.

    Not at providers that start a sign-in themselves: linking needs a flow that began here.
    """
    visitor = offer(provider)
    user = get_user_model().objects.create_user("own")
    visitor.force_login(user)
    visitor.take_csrf_token()
    begun = visitor.begin(provider.name, **{**body(provider), "intent": "connect"})
    callback = consent(visitor, begun["authorization_url"], mock_person="ada")

    path = f"/api/social/connections/{provider.name}/"
    response = visitor.post(path, callback, format="json")

    assert response.status_code == 201, (response.content, refusals(visitor))
    assert response.json()["provider"] == provider.name
    assert UserSocialAuth.objects.get().user == user


@some(providers())
def test_a_person_who_declines_reads_that_they_did(offer: Any, provider: Provider) -> None:
    visitor = arrive(offer(provider), provider)

    url = begin(visitor, provider)
    response = finish(visitor, provider, consent(visitor, url, mock_decision="deny"))

    assert response.json()["code"] == "authorization_declined"
    assert not UserSocialAuth.objects.exists()


def has_secret(provider: Provider) -> bool:
    return provider.data.get("token", {}).get("client") != ["none"]


@some([each for each in WORKING if has_secret(each)])
def test_wrong_secret_signs_nobody_in(offer: Any, provider: Provider) -> None:
    visitor = arrive(offer(provider, SECRET=another_secret(provider)), provider)

    response = visitor.post(
        f"/api/login/social/begin/{provider.name}/", body(provider), format="json"
    )
    if response.status_code == 200:
        url = response.json()["authorization_url"]
        response = finish(visitor, provider, consent(visitor, url, mock_person="ada"))

    assert response.status_code >= 400
    assert not UserSocialAuth.objects.exists()
    if sends_code(provider) and provider.slug != "shopify":  # there the API sees it by itself
        assert re.search("secret|signature", refusals(visitor)[-1])


def another_secret(provider: Provider) -> str:
    if "PRIVATE KEY" not in provider.data.get("settings", {}).get("SECRET", ""):
        return "a-guess-that-is-long-enough-for-hs256"
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@some(providers())
def test_unregistered_redirect_uri_is_refused(
    offer: Any, settings: Any, provider: Provider
) -> None:
    own = {"CALLBACK": EVIL} if provider.slug == "mediawiki" else {}
    visitor = arrive(offer(provider, **own), provider)
    settings.REST_SOCIAL_REDIRECT_URIS = [EVIL]

    asked = {**body(provider), "redirect_uri": EVIL}
    response = visitor.post(f"/api/login/social/begin/{provider.name}/", asked, format="json")
    if response.status_code == 200:
        url = response.json()["authorization_url"].partition("#")[0]
        page = visitor.mocks.browser.get(url, params={"mock_person": "ada"}, allow_redirects=False)
        assert page.status_code == 400

    assert EVIL in refusals(visitor)[-1]


def can_pkce(provider: Provider) -> bool:
    return "package" not in provider.data and issubclass(provider.backend, BaseOAuth2PKCE)


@some([each for each in providers() if can_pkce(each)])
def test_tampered_code_verifier_is_refused(offer: Any, provider: Provider) -> None:
    visitor = offer(provider, USE_PKCE=True)
    callback = consent(visitor, begin(visitor, provider), mock_person="ada")
    [record] = [each.value for name, each in visitor.cookies.items() if "social_flow_" in name]
    session = create_session(record.partition(".")[2])
    for key, value in list(session.items()):
        if isinstance(value, dict) and "code_verifier" in value:
            session[key] = {**value, "code_verifier": "tampered" * 6}
    session.save()

    response = finish(visitor, provider, callback)

    assert response.status_code >= 400
    assert refusals(visitor)[-1] == "The code_verifier does not match the code_challenge."
    assert not UserSocialAuth.objects.exists()
