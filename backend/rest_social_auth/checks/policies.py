"""Whether the steps that decide about sign-ups are in the right place."""

from __future__ import annotations

from rest_social_auth.checks.rule import Rule, named, pipeline_step

BEFORE = ("no_sign_up", "refuse_taken_email", "only_domains")
CREATE = (".create", ".create_user")


def misplaced() -> str | None:
    """Return a policy that comes on the wrong side of the step that creates the user."""
    for pipeline in named("PIPELINE").values():
        steps: list[str] = [*(pipeline or ())]
        created = next((n for n, step in enumerate(steps) if step.endswith(CREATE)), None)
        for position, step in enumerate(steps):
            _, ours, policy = step.rpartition("rest_social_auth.policies.")
            too_late = policy in BEFORE and created is not None and position > created
            too_early = policy == "await_approval" and (created is None or position < created)
            if ours and (too_late or too_early):
                return policy
    return None


def without_domains() -> bool:
    lists = [value for name, value in named("SIGN_UP_DOMAINS").items() if is_list(value)]
    return pipeline_step("policies.only_domains") is not None and not any(lists)


def is_list(value: object) -> bool:
    return isinstance(value, list | tuple | set | frozenset)


ERRORS = (
    Rule(
        "E041",
        misplaced,
        "The policy {} has no effect where it is in the pipeline.",
        "Put it before the step that creates the user (create, or social-core's create_user); "
        "await_approval after it.",
    ),
    Rule(
        "E042",
        without_domains,
        "Nobody can sign up: only_domains is in the pipeline, but no domain is listed.",
        'List them in SOCIAL_AUTH_SIGN_UP_DOMAINS, e.g. ["example.com"].',
    ),
)
