"""A project as somebody wrote it against rest-social-auth 10's README, moved over with no edit.

It has a user model, pipeline, strategy, serializers and views of its own. `promises.py` is run by
`test_drop_in.py` in a process of its own, because a process has one settings module.
"""
