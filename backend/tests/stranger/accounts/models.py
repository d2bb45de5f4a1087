from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models


class MemberManager(BaseUserManager):
    def create_user(self, email=None, nick="", **fields):
        member = self.model(email=email or "", nick=nick, **fields)
        member.set_unusable_password()
        member.save(using=self._db)
        return member


class Member(AbstractBaseUser):
    """A user without user name, staff flag, first or last name."""

    nick = models.CharField(max_length=40, unique=True)
    email = models.EmailField(blank=True)
    picture = models.URLField(blank=True)
    is_active = models.BooleanField(default=True)

    objects = MemberManager()
    USERNAME_FIELD = "nick"
    EMAIL_FIELD = "email"

    def __str__(self):
        return self.nick
