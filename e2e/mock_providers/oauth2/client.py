"""Client authentication (RFC 6749 §2.3): credentials in the places that the provider accepts."""

from __future__ import annotations

import base64
import hmac
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote_plus

from mock_providers.wire import Refused, Request

if TYPE_CHECKING:
    from mock_providers.catalogue.endpoints import Endpoint
    from mock_providers.catalogue.providers import Provider
    from mock_providers.memory.timeline import Visit

PLACES = {
    "body": "in the form",
    "basic": "by HTTP Basic",
    "query": "in the query",
    "json": "in a JSON body",
    "bearer": "as a Bearer header",
    "jwt": "as a signed JWT in the form",
    "none": "not at all: the client is public",
}


class Credentials(NamedTuple):
    place: str
    client_id: str
    secret: str


def presented(request: Request, endpoint: Endpoint) -> list[Credentials]:
    """Return every pair of client id and secret in the request, wherever it is."""
    names = endpoint.wire_name("client_id"), endpoint.wire_name("client_secret")
    found = []
    for place, values in (("body", request.form), ("query", request.query), ("json", request.json)):
        if names[1] in values:
            found.append(Credentials(place, str(values.get(names[0], "")), str(values[names[1]])))
    scheme, rest = request.authorization
    if scheme == "basic":
        try:
            user, _, password = base64.b64decode(rest, validate=True).decode().partition(":")
        except ValueError:
            user = password = ""
        found.append(Credentials("basic", unquote_plus(user), unquote_plus(password)))
    if scheme == "bearer":
        found.append(Credentials("bearer", named_client(request, endpoint), rest))
    return found


def named_client(request: Request, endpoint: Endpoint) -> str:
    """Return the client id that the request names, whatever its secret."""
    name = endpoint.wire_name("client_id")
    for values in (request.query, request.form, request.json):
        if name in values:
            return str(values[name])
    return ""


def recognises(endpoint: Endpoint, request: Request) -> bool:
    """Return True if the request names this provider's client: several may share an address."""
    names = {named_client(request, endpoint), *(c.client_id for c in presented(request, endpoint))}
    return endpoint.provider.client_id in names


def authenticate(visit: Visit, endpoint: Endpoint, accepted: list[str] | None = None) -> None:
    """Check which client calls (RFC 6749 §2.3). Raises Refused: it is not the registered one."""
    provider, accepted = endpoint.provider, accepted or accepted_places(endpoint)
    found = presented(visit.request, endpoint)
    if not found and "none" in accepted:
        if named_client(visit.request, endpoint) != provider.client_id:
            raise Refused("invalid_client", "The request does not name a registered client.", 401)
        visit.public = accepted != ["none"]
        visit.passed("public client named")
        return
    came = "+".join(client.place for client in found)
    if came not in accepted and not (came == "body" and "jwt" in accepted):
        expected = " or ".join(_words(places) for places in accepted)
        why = f"The client secret came {_words(came)}; {provider.title} accepts it {expected}."
        if not found:
            why = f"No client secret came; {provider.title} expects it {expected}."
        raise Refused("invalid_client", why, 401)
    for client in found:
        _check(provider, client, "jwt" in accepted)
    visit.passed(f"client authenticated {_words('jwt' if 'jwt' in accepted else came)}")


def accepted_places(endpoint: Endpoint) -> list[str]:
    """Return how this endpoint accepts the secret; usually as the token endpoint does."""
    usual = endpoint.provider.section("token").get("client", ["body"])
    return list(endpoint.spec.get("client", usual))


def _words(places: str) -> str:
    """Return words for `basic`, or for `body+basic`: some clients send their secret twice."""
    return " and ".join(PLACES[place] for place in places.split("+") if place)


def _check(provider: Provider, client: Credentials, is_jwt: bool) -> None:
    if client.client_id != provider.client_id:
        why = f'No client "{client.client_id}" is registered at {provider.title}.'
        raise Refused("invalid_client", why, 401)
    if is_jwt:
        check_assertion(provider, client.secret)
    elif not hmac.compare_digest(client.secret.encode(), provider.client_secret.encode()):
        raise Refused("invalid_client", "The client secret is wrong.", 401)


def check_assertion(provider: Provider, secret: str) -> None:
    """Check a secret that is an ES256 JWT, as Apple requires. Raises Refused: what is wrong."""
    import jwt
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    settings, audience = provider.settings, provider.data["issuer"]
    key = load_pem_private_key(settings["SECRET"].encode(), password=None)
    assert isinstance(key, EllipticCurvePrivateKey)
    try:
        if jwt.get_unverified_header(secret).get("kid") != settings["KEY"]:
            raise Refused("invalid_client", "The secret's kid is not the key id.", 401)
        claims = jwt.decode(
            secret, key.public_key(), ["ES256"], audience=audience, issuer=settings["TEAM"]
        )
    except jwt.PyJWTError as error:
        raise Refused("invalid_client", f"The secret is not a valid JWT: {error}.", 401) from error
    if claims.get("sub") != provider.client_id:
        raise Refused("invalid_client", "The secret's sub is not the client id.", 401)
