from __future__ import annotations

form = {}  # fields that a test gives to a new member
options = {"approval": False}


def enrol(details, **kwargs):
    return {"nick": details["username"], "team": "none", "age": 36, "motto": "", **form}


def wait_for_approval(request, user, is_new=False, **kwargs):
    if is_new and options["approval"]:
        assert request.method == "POST"
        user.is_active = False
        user.save()
