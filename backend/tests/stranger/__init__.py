"""A project written by rest-social-auth 10's README, used here without an edit.

It has its own user model, pipeline, strategy, serializers and views. `test_drop_in.py` runs
`promises.py` in a separate process, because a process has one settings module.
"""
