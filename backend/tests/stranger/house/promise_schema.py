"""drf-spectacular describes this project completely, correctly, and without a warning."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from rest_framework.settings import api_settings
from rest_framework.test import APIRequestFactory, force_authenticate
from rest_framework.views import APIView
from social_core.backends import utils

KINDS = {
    "session": "SocialUser",
    "token": "SocialToken",
    "token_user": "SocialUserToken",
    "jwt": "SocialJWTPair",
    "jwt_user": "SocialUserJWTPair",
    "jwt-pair": "SocialJWTPair",
    "jwt-pair-user": "SocialUserJWTPair",
    "jwt-sliding": "SocialJWTSliding",
    "jwt-sliding-user": "SocialUserJWTSliding",
    "jwt-cookie": "SocialUser",
    "knox": "SocialKnox",
    "knox_user": "SocialUserKnox",
}


def describe(*options):
    """Return the description. Fails if drf-spectacular warns of anything."""
    out = StringIO()
    options = ("--validate", "--fail-on-warn", "--format", "openapi-json", *options)
    call_command("spectacular", *options, stdout=out)
    return json.loads(out.getvalue())


def name_of(content, media_type="application/json"):
    """Return the name of the component, or [name] for a list of them."""
    schema = content["content"][media_type]["schema"]
    if schema.get("type") == "array":
        return [schema["items"]["$ref"].rpartition("/")[2]]
    return schema["$ref"].rpartition("/")[2]


def said_of(operation):
    """Return what an operation accepts, and its response if it succeeds."""
    takes = name_of(operation["requestBody"]) if "requestBody" in operation else None
    succeeds = {
        int(status): name_of(response) if "content" in response else None
        for status, response in operation["responses"].items()
        if status < "400"
    }
    return takes, succeeds


def operations(description):
    return {
        (method.upper(), path): operation
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
    }


ENDS = (None, {204: None})
LINK = ("SocialLoginInput", {200: "SocialBegun", 201: "SocialConnection"})
BEGUN = ("SocialBegin", {200: "SocialBegunOrNonce"})


def test_each_endpoint_is_described_as_it_is():
    found = {key: said_of(operation) for key, operation in operations(describe()).items()}

    expected = {}
    for kind, serializer in KINDS.items():
        for path in (f"/api/login/social/{kind}/", f"/api/login/social/{kind}/{{provider}}/"):
            expected["POST", path] = ("SocialLoginInput", {200: f"{serializer}OrBegun"})
    connections = "/api/social/connections/"
    assert {key: found[key] for key in found if "/api/users/" not in key[1]} == expected | {
        ("POST", "/api/login/social/begin/"): BEGUN,
        ("POST", "/api/login/social/begin/{provider}/"): BEGUN,
        ("GET", "/api/login/social/providers/"): (None, {200: ["SocialProvider"]}),
        ("GET", "/api/me/"): (None, {200: "SocialMe"}),
        ("GET", connections): (None, {200: ["SocialConnection"]}),
        ("POST", connections): LINK,
        ("POST", f"{connections}{{id}}/"): LINK,
        ("DELETE", f"{connections}{{id}}/"): (None, {200: "SocialRenewed", 204: None}),
        ("POST", "/api/login/social/jwt-cookie/refresh/"): ENDS,
        ("POST", "/api/login/social/jwt-cookie/logout/"): ENDS,
        ("POST", "/api/logout/"): ("SocialRefresh", {204: None}),
        ("POST", "/api/logout/everywhere/"): (None, {200: "SocialLeft", 204: None}),
        ("GET", "/api/sessions/"): (None, {200: ["SocialSession"]}),
        ("DELETE", "/api/sessions/{id}/"): ENDS,
        ("POST", "/api/token/refresh/"): ("TokenRefresh", {200: "TokenRefresh"}),
        ("POST", "/api/token/verify/"): ("TokenVerify", {200: "TokenVerify"}),
        ("POST", "/api/token/revoke/"): ("TokenBlacklist", {200: "TokenBlacklist"}),
        ("POST", "/api/login/own/"): ("SocialLoginInput", {200: "UserOrBegun"}),
        ("POST", "/api/login/annotated/"): ("SocialLoginInput", {200: "User"}),
    }


def test_each_operation_has_its_own_name_and_components_of_the_project_keep_theirs():
    description = describe()

    ids = [operation["operationId"] for operation in operations(description).values()]
    assert sorted({*ids}) == sorted(ids)
    schemas = description["components"]["schemas"]
    assert "SocialUser" in str(schemas["SocialMe"]["properties"]["user"])
    assert {*schemas["User"]["properties"]} == {"username", "protocol", "intent"}
    assert "username" in schemas["SocialUser"]["properties"]
    assert schemas["ProtocolEnum"]["enum"] == ["http", "https"]


def test_failures_are_described_as_problems():
    for (method, path), operation in operations(describe()).items():
        if "/social/" in path:
            failures = [
                name_of(response, "application/problem+json")
                for status, response in operation["responses"].items()
                if status >= "400"
            ]
            assert {*failures} == {"SocialProblem"}, (method, path)


def test_failures_are_left_out_if_the_project_has_its_own_error_responses(settings):
    own = "stranger.house.promise_exceptions.own_handler"
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "EXCEPTION_HANDLER": own}

    operation = operations(describe())["POST", "/api/login/social/token/"]

    assert [*operation["responses"]] == ["200"]


def test_what_the_project_annotates_wins():
    operation = operations(describe())["POST", "/api/login/annotated/"]

    assert operation["summary"] == "Sign in to the house"


def test_without_an_oauth_1_provider_no_login_begins_a_flow(settings):
    settings.AUTHENTICATION_BACKENDS = settings.AUTHENTICATION_BACKENDS[:1]
    utils.BACKENDSCACHE.clear()
    try:
        operation = operations(describe())["POST", "/api/login/social/token/"]
    finally:
        utils.BACKENDSCACHE.clear()

    assert said_of(operation) == ("SocialLoginInput", {200: "SocialToken"})


class HouseSchema(AutoSchema):
    def get_tags(self):
        return ["the house"]


def test_a_schema_class_of_the_project_is_asked(settings):
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_SCHEMA_CLASS": HouseSchema}
    assert api_settings.DEFAULT_SCHEMA_CLASS is HouseSchema

    found = operations(describe())

    assert {tag for operation in found.values() for tag in operation["tags"]} == {"the house"}
    assert said_of(found["GET", "/api/social/connections/"]) == (None, {200: ["SocialConnection"]})


@pytest.mark.parametrize(
    "own",
    [
        {"COMPONENT_SPLIT_REQUEST": True},
        {"OAS_VERSION": "3.1.0"},
        {"OPERATION_ID_METHOD_POSITION": "PRE"},
        {"SCHEMA_PATH_PREFIX": "/api/login"},
        {"POSTPROCESSING_HOOKS": []},
    ],
)
def test_settings_of_drf_spectacular_make_no_warning(own):
    from drf_spectacular.settings import patched_settings

    with patched_settings(own):
        description = describe()

    ids = [operation["operationId"] for operation in operations(description).values()]
    assert len({*ids}) == len(ids)


def test_a_description_of_what_one_may_do_leaves_the_rest_out(db):
    """SERVE_PUBLIC = False: drf-spectacular asks each view for its permissions."""
    plain = APIRequestFactory().get("/schema/")
    force_authenticate(plain, get_user_model().objects.create_user("eve"))
    request = APIView().initialize_request(plain)

    found = SchemaGenerator().get_schema(request=request, public=False)["paths"]

    assert "/api/login/social/token/" in found
    assert [*found["/api/social/connections/"]] == ["get"]  # her sign-in is not recent
