from __future__ import annotations

from typing import ClassVar

from rest_framework.response import Response

from rest_social_auth.views import SocialTokenOnlyAuthView


class HookedView(SocialTokenOnlyAuthView):
    """Overrides the hooks that rest-social-auth 10 calls."""

    reported: ClassVar[list[Exception]] = []

    def log_exception(self, error):
        self.reported.append(error)


class TenantView(SocialTokenOnlyAuthView):
    def get_redirect_uri(self, manual_redirect_uri):
        if tenant := self.request.headers.get("X-Tenant"):
            return f"http://{tenant}.example/callback.html"
        return super().get_redirect_uri(manual_redirect_uri)


class OldOAuth1View(SocialTokenOnlyAuthView):
    def save_token_param_in_session(self):
        raise AssertionError("Nothing calls this.")


class InOwnWordsView(SocialTokenOnlyAuthView):
    def respond_error(self, error):
        return Response({"sorry": type(error).__name__}, status=418)
