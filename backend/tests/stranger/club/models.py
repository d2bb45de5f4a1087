from __future__ import annotations

import uuid

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from social_django.models import AbstractUserSocialAuth, DjangoStorage


class MemberManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        if not email:
            raise ValueError("Members need an e-mail address.")
        member = self.model(email=self.normalize_email(email), **fields)
        member.set_password(password)
        if self.model.validates:
            member.full_clean(exclude=["password"])
        member.save(using=self._db)
        return member


class Member(AbstractBaseUser):
    validates = False  # a test switches it on

    email = models.EmailField(unique=True)
    nick = models.CharField(max_length=40, blank=True)
    badge = models.CharField(max_length=8, unique=True, null=True)  # noqa: DJ001 (not all have one)
    team = models.CharField(max_length=8, default="none")
    seat = models.IntegerField(default=None, null=True)
    age = models.IntegerField(default=36)
    motto = models.CharField(max_length=40, default="")
    is_active = models.BooleanField(default=True)

    objects = MemberManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["team", "seat"], name="one_seat_each"),
            models.CheckConstraint(condition=models.Q(age__gte=18), name="grown_up"),
        )

    def __str__(self):
        return self.email


class Account(AbstractUserSocialAuth):
    """A connection whose primary key is a UUID."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    user = models.ForeignKey(Member, related_name="accounts", on_delete=models.CASCADE)

    class Meta:
        unique_together = ("provider", "uid")


class ClubStorage(DjangoStorage):
    user = Account
