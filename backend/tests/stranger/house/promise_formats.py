"""The project's renderers, parsers and formats are used."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from django.contrib.auth import get_user_model
from rest_framework import parsers, renderers
from rest_framework.negotiation import DefaultContentNegotiation
from stranger.house.visitor import BEGIN, PROBLEM, TOKEN, code, post


class Shouting(renderers.JSONRenderer):
    """Renames keys, as a camel-case renderer does."""

    def render(self, data, accepted_media_type=None, renderer_context=None):
        loud = {key.upper(): value for key, value in data.items()}
        return super().render(loud, accepted_media_type, renderer_context)


class Whispering(parsers.JSONParser):
    """Renames keys, as a camel-case parser does."""

    def parse(self, stream, media_type=None, parser_context=None):
        found = super().parse(stream, media_type, parser_context)
        return {key.lower(): value for key, value in found.items()}


class Words(renderers.BaseRenderer):
    media_type = "text/words"
    format = "words"

    def render(self, data, accepted_media_type=None, renderer_context=None):
        return " ".join(map(str, data.values()))


def test_a_renderer_and_a_parser_that_rename_keys_are_used(visitor, rest_framework):
    rest_framework(DEFAULT_RENDERER_CLASSES=[Shouting], DEFAULT_PARSER_CLASSES=[Whispering])

    assert [*post(visitor, TOKEN, {"PROVIDER": "github", "CODE": code()}).json()] == ["TOKEN"]
    begun = post(visitor, BEGIN, {"PROVIDER": "github"})
    assert begun.status_code == 200
    assert {"AUTHORIZATION_URL", "STATE"} <= {*begun.json()}

    failed = post(visitor, TOKEN, {"PROVIDER": "nobody"})
    assert (failed["Content-Type"], failed.json()["CODE"]) == (PROBLEM, "unknown_provider")


CAMEL = "djangorestframework_camel_case"


def test_the_camel_case_package_renames_what_the_endpoints_accept_and_return(
    visitor, rest_framework
):
    rest_framework(
        DEFAULT_RENDERER_CLASSES=[f"{CAMEL}.render.CamelCaseJSONRenderer"],
        DEFAULT_PARSER_CLASSES=[
            f"{CAMEL}.parser.CamelCaseJSONParser",
            f"{CAMEL}.parser.CamelCaseFormParser",
        ],
    )

    user = visitor.sign_in("token_user").json()
    uri = {"redirectUri": "http://testserver/popup/callback-github.html"}
    begun = post(visitor, BEGIN, {"provider": "github", **uri}).json()

    assert (user["firstName"], user["lastName"]) == ("Ada", "Lovelace")
    assert {*begun} == {"provider", "protocol", "authorizationUrl", "state", "expiresIn"}
    query = dict(parse_qsl(urlsplit(begun["authorizationUrl"]).query))
    assert query["redirect_uri"] == uri["redirectUri"]
    assert query["state"] == begun["state"]


def test_a_renderer_of_another_type_keeps_its_type_for_failures(visitor, rest_framework):
    rest_framework(DEFAULT_RENDERER_CLASSES=[Words])

    response = post(visitor, TOKEN, {"provider": "nobody"})

    assert (response.status_code, response["Content-Type"]) == (404, "text/words; charset=utf-8")
    assert b"unknown_provider" in response.content


def test_only_the_parsers_of_the_project_read_a_body(visitor, rest_framework):
    rest_framework(DEFAULT_PARSER_CLASSES=[parsers.FormParser])

    assert post(visitor, TOKEN, {"provider": "github"}).json()["code"] == "unsupported_media_type"
    form = "application/x-www-form-urlencoded"
    response = visitor.post(TOKEN, f"provider=github&code={code()}", content_type=form)
    assert response.status_code == 200


def test_a_negotiation_of_the_project_chooses_the_renderer(visitor, rest_framework):
    class Always(DefaultContentNegotiation):
        def select_renderer(self, request, renderers, format_suffix=None):
            return renderers[-1], renderers[-1].media_type

    rest_framework(
        DEFAULT_CONTENT_NEGOTIATION_CLASS=Always,
        DEFAULT_RENDERER_CLASSES=[renderers.JSONRenderer, Words],
    )

    response = post(visitor, TOKEN, {"provider": "nobody"}, Accept="application/json")

    assert response["Content-Type"] == "text/words; charset=utf-8"


def test_dates_of_the_user_are_written_as_the_project_says(visitor, rest_framework):
    rest_framework(DATETIME_FORMAT="the year %Y")

    user = get_user_model().objects.get(username=visitor.sign_in("joined").json()["username"])
    again = visitor.sign_in("joined").json()

    assert again == {"username": "ada", "date_joined": f"the year {user.date_joined.year}"}


def test_json_with_a_value_that_json_does_not_have_is_refused(visitor):
    body = '{"provider": "github", "code": NaN}'

    response = visitor.post(TOKEN, body, content_type="application/json")

    assert (response.status_code, response.json()["code"]) == (400, "malformed_body")
