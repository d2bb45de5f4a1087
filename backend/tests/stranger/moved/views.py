from __future__ import annotations

from typing import ClassVar

from rest_framework.response import Response

from rest_social_auth.views import SocialTokenOnlyAuthView


class HookedView(SocialTokenOnlyAuthView):
    """Overrides the hooks that rest-social-auth 10 calls."""

    reported: ClassVar[list[Exception]] = []

    def log_exception(self, error):
        self.reported.append(error)


class InOwnWordsView(SocialTokenOnlyAuthView):
    def respond_error(self, error):
        return Response({"sorry": type(error).__name__}, status=418)
