"""A flow, without HTTP framing: begin it, then complete it with what the provider sent back.

    begin         grant what the page asks for                         wishes.py
                  choose the redirect URI, let social-core make state, verifier and nonce,
                  write them into a separate record                    begin.py, redirect_uri.py
                  and give this browser a cookie that leads to it      record.py, browser.py
    (the browser goes to the provider and comes back with code and state)
    complete      if it is a refusal, forget the flow and say so       complete.py
                  find the record by cookie and state, compare, and    claim.py
                  take it; only one of two concurrent requests can     record.py
                  let social-core exchange the code and run the pipeline
    resume        if a `@partial` step has paused, continue there      pause.py

social-core makes, keeps and checks the secrets (state, PKCE verifier, nonce, request token). Here
each flow has a session of its own for them, so a flow ends as it began: in the same browser, with
the same provider, redirect URI and purpose, and only once. A sign-in that pauses gets a new record,
under the token that it resumes with.
"""

from __future__ import annotations

from rest_social_auth.flow.begin import begin, protocol
from rest_social_auth.flow.complete import complete, is_refusal
from rest_social_auth.flow.pause import resume, token_posted
from rest_social_auth.flow.wishes import granted, with_next

__all__ = [
    "begin",
    "complete",
    "granted",
    "is_refusal",
    "protocol",
    "resume",
    "token_posted",
    "with_next",
]
