"""The formats of providers' responses: JSON, JSONP, XML, forms and signed text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from mock_providers.catalogue.fill import fill_text
from mock_providers.wire import Response, form_response, json_response, text_response

if TYPE_CHECKING:
    from collections.abc import Mapping

FORM_UNLESS_JSON = "form unless JSON is accepted"  # GitHub


def shaped(spec: Mapping[str, Any], body: Any, facts: Mapping[str, Any]) -> Response:
    """Write the body in the provider's format."""
    headers = {
        name.replace("-", "_"): fill_text(v, facts) for name, v in spec.get("headers", {}).items()
    }
    status = int(spec.get("status", 200))
    match _format(spec, facts):
        case "xml":
            return text_response(
                f'<?xml version="1.0"?>{_xml(body)}', "text/xml", status, **headers
            )
        case "jsonp":
            return text_response(f"callback( {json.dumps(body)} );", "text/html", status, **headers)
        case "form":
            return form_response(body, status)
        case "text":
            text = json.dumps(body, ensure_ascii=False)
            return text_response(text, "text/plain", status, **headers)
        case "hs256":
            import jwt

            return text_response(jwt.encode(body, facts["client_secret"], "HS256"), "text/plain")
    if status == 204:
        return Response(204, b"", {"Cache-Control": "no-store"})
    return json_response(body, status, **headers)


def _format(spec: Mapping[str, Any], facts: Mapping[str, Any]) -> str:
    chosen = str(spec.get("format", "json"))
    if chosen == FORM_UNLESS_JSON:
        return "json" if "json" in facts.get("accept", "") else "form"
    return chosen


def _xml(value: Any) -> str:
    if isinstance(value, dict):
        return "".join(_element(name, part) for name, part in value.items())
    return escape("" if value is None else str(value))


def _element(name: str, value: Any) -> str:
    attributes = ""
    if isinstance(value, dict):
        own = {key[1:]: part for key, part in value.items() if key.startswith("@")}
        attributes = "".join(f' {key}="{escape(str(part))}"' for key, part in own.items())
        value = {key: part for key, part in value.items() if not key.startswith("@")}
    return f"<{name}{attributes}>{_xml(value)}</{name}>"
