"""A flow, without HTTP framing: begin it, then complete it with what the provider sent back.

    begin         choose the redirect URI, let social-core make state, verifier and nonce,
                  keep a small record                                  begin.py, redirect_uri.py
    (the browser goes to the provider and comes back with code and state)
    complete      a refusal? forget the flow and say so                complete.py
                  find the record by its state, once; check issuer     claim.py, pending.py
                  let social-core exchange the code and run the pipeline

social-core makes, keeps and checks the secrets (state, PKCE verifier, nonce, request token) in the
session. Beside them stands one small record per flow, so that a flow ends as it began: in the same
browser, with the same provider, redirect URI and purpose, and only once.
"""

from __future__ import annotations

from rest_social_auth.flow.begin import begin, protocol
from rest_social_auth.flow.complete import complete

__all__ = ["begin", "complete", "protocol"]
