"""Compare each file with its social-core class: an upgrade that moves a URL fails here, by name.

The URLs of the user APIs are not attributes; `test_sign_in` shows that they are right.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import Any

import pytest
import social_core.backends
from social_core.backends.oauth import BaseOAuth1, BaseOAuth2, BaseOAuth2PKCE
from social_core.backends.open_id_connect import OpenIdConnectAuth
from social_django.utils import load_strategy

from .files import Provider, providers

NOT_SERVICES = {
    # Base classes of a provider's own module, and helpers that carry a provider's name.
    "social_core.backends.github.GithubMemberOAuth2": "member_url() raises NotImplementedError",
    "social_core.backends.okta.OktaMixin": "a base of the two Okta classes",
    "social_core.backends.udata.UdataBaseOAuth2": "a base without addresses",
}
NOT_OAUTH = {"google_onetap", "saml"}  # modules that require other packages
BASES = {"oauth1": BaseOAuth1, "oauth2": BaseOAuth2, "oidc": OpenIdConnectAuth}
IMPORTABLE = [provider for provider in providers() if "package" not in provider.data]
each = pytest.mark.parametrize("provider", IMPORTABLE, ids=repr)


@pytest.fixture
def backend(provider: Provider, settings: Any) -> Any:
    """The class in use, with the settings that the file requires."""
    for name, value in provider.settings().items():
        setattr(settings, name, value)
    backend = provider.backend(load_strategy(), redirect_uri="https://app.example/")
    backend.data = {"domain_prefix": "demo"}  # Vend's address depends on it
    return backend


@each
def test_protocol_and_name_are_the_class_s(provider: Provider) -> None:
    kinds = [kind for kind, base in BASES.items() if issubclass(provider.backend, base)]
    assert provider.protocol == kinds[-1]
    assert provider.name == provider.backend.name


@each
def test_addresses_and_methods_are_the_class_s(provider: Provider, backend: Any) -> None:
    data = provider.data
    if provider.slug == "mediawiki":  # one address, in a setting, and ?title= in the code
        return
    if provider.protocol == "oauth1":
        assert provider.url("request_token") == backend.REQUEST_TOKEN_URL
        assert data["request_token"].get("method", "POST") == backend.REQUEST_TOKEN_METHOD
    if provider.protocol != "oidc" or backend.AUTHORIZATION_URL:
        assert provider.url("authorize") == backend.authorization_url()
    if "token" in data and (provider.protocol != "oidc" or backend.ACCESS_TOKEN_URL):
        assert provider.url("token") == backend.access_token_url().partition("?key=")[0]
        assert data["token"].get("method", "POST") == backend.ACCESS_TOKEN_METHOD


@pytest.mark.parametrize("provider", [p for p in IMPORTABLE if p.protocol == "oidc"], ids=repr)
def test_issuer_and_discovery_are_the_class_s(provider: Provider, backend: Any) -> None:
    data = provider.data
    issuer = provider.settled(data["issuer"])
    discovery = data.get("discovery", {}).get("url", f"{issuer}/.well-known/openid-configuration")
    expected = provider.settled(discovery).replace("{client_id}", f"mock-{provider.slug}")
    assert backend.oidc_config_url() == expected
    if backend.ID_TOKEN_ISSUER:
        assert data["keys"].get("issuer", issuer) == backend.ID_TOKEN_ISSUER


@pytest.mark.parametrize("provider", [p for p in IMPORTABLE if p.protocol != "oauth1"], ids=repr)
def test_scopes_are_separated_as_the_class_does(provider: Provider) -> None:
    separator = provider.data["authorize"].get("scopes", {}).get("separator", " ")
    assert separator == provider.backend.SCOPE_SEPARATOR


@pytest.mark.parametrize("provider", [p for p in IMPORTABLE if p.protocol == "oauth2"], ids=repr)
def test_pkce_is_required_only_of_those_who_do_it(provider: Provider) -> None:
    if provider.data["authorize"].get("pkce") == "required":
        assert issubclass(provider.backend, BaseOAuth2PKCE)
        assert provider.backend.DEFAULT_USE_PKCE


def test_every_class_of_social_core_has_a_file() -> None:
    classes = set()
    for module in pkgutil.iter_modules(social_core.backends.__path__, "social_core.backends."):
        if module.name.rpartition(".")[2] in NOT_OAUTH:
            continue
        if module.name.endswith(".shopify"):  # requires another package
            classes.add(f"{module.name}.ShopifyOAuth2")
            continue
        for found in vars(import_module(module.name)).values():
            own = isinstance(found, type) and found.__module__ == module.name
            if own and issubclass(found, (BaseOAuth1, BaseOAuth2)) and found.name:
                classes.add(f"{module.name}.{found.__name__}")
    assert classes - set(NOT_SERVICES) == {provider.data["backend"] for provider in providers()}
