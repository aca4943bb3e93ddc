"""The token that binds a conversation to the browser it was made for: its id and its end, signed."""

from __future__ import annotations

import datetime
import secrets

import jwt

from channels import WIDGET_PREFIX

ALGORITHM = "HS256"
AUDIENCE = "bedside-widget"


class BadToken(Exception):
    """Forged, changed, too old, or none."""


class Tokens:
    """Mints and reads tokens.

    Args:
        key: the deployment's secret.
        days: for how long a token holds.
    """

    def __init__(self, key: str, days: float) -> None:
        self._key = key
        self._life = datetime.timedelta(days=days)

    def mint(self) -> str:
        """A token for a new conversation, whose id nobody can guess."""
        end = datetime.datetime.now(datetime.timezone.utc) + self._life
        claims = {"sub": WIDGET_PREFIX + secrets.token_urlsafe(32), "aud": AUDIENCE, "exp": end}
        return jwt.encode(claims, self._key, algorithm=ALGORITHM)

    def conversation(self, authorization: str) -> str:
        """The conversation's id.

        Args:
            authorization: the request's header: `Bearer <token>`.

        Raises:
            BadToken: it holds no token of ours that is still good.
        """
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer":
            raise BadToken
        try:
            claims = jwt.decode(
                token.strip(),
                self._key,
                algorithms=[ALGORITHM],
                audience=AUDIENCE,
                options={"require": ["sub", "aud", "exp"]},
            )
        except (jwt.InvalidTokenError, ValueError) as error:
            raise BadToken from error
        return str(claims["sub"])
