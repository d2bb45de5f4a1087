"""Tokens are as simplejwt and knox themselves would make them with this project's settings."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

import jwt
import pytest
from django.conf import settings as live
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.utils import timezone
from rest_framework_simplejwt.token_blacklist.models import OutstandingToken
from rest_framework_simplejwt.tokens import RefreshToken, SlidingToken, UntypedToken
from stranger.house.models import Device

from rest_social_auth.serializers import KnoxSerializer

PAIRS = ["jwt", "jwt_user", "jwt-pair", "jwt-pair-user"]
SLIDING = ["jwt-sliding", "jwt-sliding-user"]
KNOX = ["knox", "knox_user"]
TOKENS = ["token", "token_user"]


def ada():
    return get_user_model().objects.get(username="ada")


def claims(token):
    return UntypedToken(token).payload


def who(visitor, header):
    return visitor.get("/api/who/", headers={"Authorization": header})


@pytest.mark.parametrize("kind", PAIRS)
def test_a_pair_is_made_by_the_configured_serializer(visitor, kind):
    pair = visitor.sign_in(kind).json()

    assert OutstandingToken.objects.get().jti == claims(pair["refresh"])["id"]
    for token in (pair["token"], pair["refresh"]):
        said = claims(token)
        assert {name: said[name] for name in ("sub", "name", "iss", "aud")} == {
            "sub": "ada",
            "name": "ada",
            "iss": "the house",
            "aud": "its guests",
        }
        assert {"pw", "auth_time"} <= {*said}
        assert said["since"] == ada().date_joined.date().isoformat()
    assert who(visitor, f"JWT {pair['token']}").json() == {"username": "ada"}
    assert who(visitor, f"Bearer {pair['token']}").json() == {"username": ""}


@pytest.mark.parametrize("kind", SLIDING)
def test_a_sliding_token_is_made_by_the_configured_serializer(visitor, kind):
    token = visitor.sign_in(kind).json()["token"]

    assert SlidingToken(token)["name"] == "ada"
    assert {"pw", "auth_time"} <= {*claims(token)}
    assert who(visitor, f"JWT {token}").json() == {"username": "ada"}


@pytest.mark.parametrize(
    ("kind", "name", "type", "lifetime"),
    [
        ("jwt", "token", "access", timedelta(minutes=7)),
        ("jwt", "refresh", "refresh", timedelta(days=7)),
        ("jwt-sliding", "token", "sliding", timedelta(minutes=17)),
    ],
)
def test_tokens_are_signed_named_and_limited_as_simplejwt_is_set_to(
    visitor, kind, name, type, lifetime
):
    token = visitor.sign_in(kind).json()[name]

    said = claims(token)
    assert said["kind"] == type
    assert said["id"]
    assert said["exp"] - said["iat"] == lifetime.total_seconds()
    key = live.SIMPLE_JWT["SIGNING_KEY"]
    assert jwt.get_unverified_header(token)["alg"] == "HS512"
    assert jwt.decode(token, key, ["HS512"], audience="its guests")["name"] == "ada"
    if kind == "jwt-sliding":
        assert said["renewable_until"] - said["iat"] == timedelta(days=17).total_seconds()


def test_a_token_in_another_header_is_read_there(visitor, monkeypatch):
    from rest_framework_simplejwt import authentication

    token = visitor.sign_in("jwt").json()["token"]
    monkeypatch.setattr(authentication.api_settings, "AUTH_HEADER_NAME", "HTTP_X_HOUSE")

    response = visitor.get("/api/social/connections/", headers={"X-House": f"JWT {token}"})

    assert [each["provider"] for each in response.json()] == ["github"]


def test_a_token_user_without_a_row_cannot_link(visitor, monkeypatch):
    from rest_framework_simplejwt.authentication import JWTStatelessUserAuthentication

    from rest_social_auth.connections import ConnectionsView, ConnectionView

    token = visitor.sign_in("jwt").json()["token"]
    for view in (ConnectionsView, ConnectionView):
        monkeypatch.setattr(view, "authentication_classes", [JWTStatelessUserAuthentication])
    headers = {"Authorization": f"JWT {token}"}

    for response in (
        visitor.get("/api/social/connections/", headers=headers),
        visitor.post("/api/social/connections/", headers=headers),
        visitor.delete("/api/social/connections/1/", headers=headers),
    ):
        assert (response.status_code, response.json()["code"]) == (403, "permission_denied")


@pytest.mark.parametrize("kind", PAIRS + SLIDING)
def test_a_changed_password_ends_the_tokens(visitor, kind):
    token = visitor.sign_in(kind).json()["token"]
    user = ada()
    user.set_password("another one")
    user.save()

    assert who(visitor, f"JWT {token}").json()["code"] == "password_changed"


@pytest.mark.parametrize("kind", PAIRS + SLIDING)
def test_the_authentication_rule_decides_who_gets_a_json_web_token(visitor, kind):
    response = visitor.sign_in(kind, "sam")

    assert (response.status_code, response.json()["code"]) == (403, "account_disabled")
    assert not OutstandingToken.objects.exists()
    assert visitor.sign_in("token", "sam").status_code == 200


@pytest.mark.parametrize("kind", PAIRS + SLIDING)
@pytest.mark.parametrize("wanted", [True, False])
def test_a_json_web_token_updates_the_last_login_if_simplejwt_is_set_to(
    visitor, settings, logged_in, kind, wanted
):
    settings.SIMPLE_JWT = {**settings.SIMPLE_JWT, "UPDATE_LAST_LOGIN": wanted}

    assert visitor.sign_in(kind).status_code == 200

    assert (ada().last_login is not None) == wanted
    assert logged_in == []  # simplejwt's own view sends no signal


@pytest.mark.parametrize("kind", TOKENS)
def test_a_rest_framework_token_updates_no_last_login(visitor, logged_in, kind):
    assert visitor.sign_in(kind).status_code == 200

    assert ada().last_login is None
    assert logged_in == []


@pytest.mark.parametrize("kind", ["session", *KNOX])
def test_a_session_and_a_knox_token_send_user_logged_in(visitor, logged_in, kind):
    assert visitor.sign_in(kind).status_code == 200

    assert logged_in == ["ada"]
    assert ada().last_login is not None


@pytest.mark.parametrize("kind", ["session", *TOKENS, *PAIRS, *SLIDING, *KNOX])
def test_one_setting_gives_the_signal_to_every_kind(visitor, settings, logged_in, kind):
    settings.REST_SOCIAL_SEND_USER_LOGGED_IN = True

    assert visitor.sign_in(kind).status_code == 200

    assert logged_in == ["ada"]
    assert ada().last_login is not None
    assert Session.objects.exists() == (kind == "session")


@pytest.mark.parametrize("kind", KNOX)
def test_a_knox_token_is_of_the_model_of_the_project(visitor, kind):
    response = visitor.sign_in(kind).json()

    device = Device.objects.get()
    assert (device.user, device.name) == (ada(), "a phone")
    assert response["token"].startswith("house_")
    assert len(response["token"]) == len("house_") + 40
    assert device.digest == sha256(response["token"].encode()).hexdigest()
    assert {*response} & {"expiry", "user"} == set()  # as rest-social-auth 10 responds
    assert timedelta(minutes=59) < device.expiry - timezone.now() <= timedelta(hours=1)
    assert who(visitor, f"Knox {response['token']}").json() == {"username": "ada"}


def test_the_limit_of_knox_holds_and_a_token_that_has_expired_does_not_count(visitor, settings):
    settings.REST_KNOX = {**settings.REST_KNOX, "TOKEN_LIMIT_PER_USER": 1}
    assert visitor.sign_in("knox").status_code == 200

    response = visitor.sign_in("knox")

    assert (response.status_code, response.json()["code"]) == (403, "token_limit_reached")
    Device.objects.update(expiry=timezone.now())
    assert visitor.sign_in("knox").status_code == 200


@pytest.mark.parametrize(
    ("limits", "minutes"),
    [
        ({"MIN_REFRESH_INTERVAL": 0}, 50),
        ({"MIN_REFRESH_INTERVAL": 9999}, 0),
        ({"MIN_REFRESH_INTERVAL": 0, "AUTO_REFRESH_MAX_TTL": timedelta(minutes=30)}, 20),
    ],
)
def test_knox_renews_a_token_that_is_used(visitor, settings, limits, minutes):
    settings.REST_KNOX = {
        **settings.REST_KNOX,
        "AUTO_REFRESH": True,
        **limits,
    }
    token = visitor.sign_in("knox").json()["token"]
    Device.objects.update(expiry=timezone.now() + timedelta(minutes=1))

    assert who(visitor, f"Knox {token}").status_code == 200

    left = Device.objects.get().expiry - timezone.now()
    assert timedelta(minutes=minutes) < left < timedelta(minutes=minutes + 11)


def test_a_login_view_of_the_project_may_make_the_knox_tokens(django_user_model, db):
    from knox.views import LoginView

    class Short(LoginView):
        def get_token_ttl(self):
            return timedelta(minutes=1)

    class ShortSerializer(KnoxSerializer):
        def get_login_view(self):
            return Short

    ShortSerializer(django_user_model.objects.create(username="eve")).data["token"]

    assert Device.objects.get().expiry < timezone.now() + timedelta(minutes=1)


def test_a_refresh_token_keeps_the_claims_when_it_is_exchanged(visitor):
    refresh = RefreshToken(visitor.sign_in("jwt").json()["refresh"])

    assert refresh.access_token["name"] == "ada"
    assert refresh.access_token["auth_time"] == refresh["auth_time"]
