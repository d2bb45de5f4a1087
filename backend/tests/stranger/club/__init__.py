"""A club: the e-mail address is the username, members wait for approval, each has a number."""
