"""Name what can go wrong when somebody wants to come in.

::

    InvalidInputError
    ├── UserNameError           a name cannot be used
    ├── TokenNameError          a name of a token cannot be used
    ├── PasswordLengthError     a password is too short or too long
    └── WrongPasswordError      the present password is another one
    NotFoundError
    ├── UserNotFoundError       there is no such user
    └── AccessTokenNotFoundError
    ConflictError
    ├── UserKnownError          somebody has that name already
    ├── UsersKnownError         there are users already
    ├── LastAdminError          nobody would be left who may change who comes in
    ├── WouldOpenError          without users everybody could come in
    ├── NotAUserError           who asks is no user, so has no password and no tokens
    ├── LoginRefusedError       name or password are wrong
    ├── TooManyAttemptsError    too many were wrong, lately
    └── NotAllowedError         only an admin may do that
"""

from menura.accounts.names import MOST_NAME
from menura.kernel.errors import ConflictError, InvalidInputError, NotFoundError


class UserNameError(InvalidInputError):
    """Say that a name cannot be used."""

    code = "user_name"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"A user's name has 1 to {MOST_NAME} characters that can be printed and no colon, not "
            f"{name[:40]!r}; choose another one.",
            field="name",
        )


class TokenNameError(InvalidInputError):
    """Say that a name of a token cannot be used."""

    code = "access_token_name"

    def __init__(self, reason: str) -> None:
        super().__init__(f"{reason}; give the token another name.", field="name")


class PasswordLengthError(InvalidInputError):
    """Say that a password is too short or too long; the password itself is not said."""

    code = "password_length"

    def __init__(self, least: int, most: int, given: int) -> None:
        super().__init__(
            f"A password has {least} to {most} characters, not {given}; choose another one.",
            field="password",
        )


class WrongPasswordError(InvalidInputError):
    """Say that the present password is another one."""

    code = "wrong_password"

    def __init__(self) -> None:
        super().__init__(
            "The present password is another one; give the one you sign in with.", field="current"
        )


class UserNotFoundError(NotFoundError):
    """Say that there is no such user."""

    code = "user_not_found"

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no user {name[:80]!r}; `menura user list` lists all.")


class AccessTokenNotFoundError(NotFoundError):
    """Say that there is no such token, or none of whoever asks."""

    code = "access_token_not_found"

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no token {name[:80]!r}; `menura token list` lists all.")


class UserKnownError(ConflictError):
    """Say that somebody has that name already."""

    code = "user_known"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"There is a user {name!r} already (capitals do not count); choose another name.",
            field="name",
        )


class UsersKnownError(ConflictError):
    """Say that somebody else has added the first user meanwhile."""

    code = "users_known"

    def __init__(self) -> None:
        super().__init__("Somebody has added a user meanwhile; reload the page and sign in.")


class LastAdminError(ConflictError):
    """Say that nobody would be left who may change who comes in."""

    code = "last_admin"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name!r} is the only admin, and without one nobody could look after Menura; make "
            "another user an admin first."
        )


class WouldOpenError(ConflictError):
    """Say that without users everybody could come in."""

    code = "would_open"

    def __init__(self, host: str) -> None:
        super().__init__(
            f"Without users everybody who reaches {host!r} could come in. Set MENURA_PASSWORD or "
            "MENURA_TOKEN, or listen on 127.0.0.1, before you remove the last user."
        )


class NotAUserError(ConflictError):
    """Say that who asks is no user."""

    code = "not_a_user"

    def __init__(self) -> None:
        super().__init__(
            "Passwords and tokens belong to users, and you did not sign in as one; sign in with a "
            "user's name, or add a user first."
        )


class LoginRefusedError(ConflictError):
    """Say that name or password are wrong; never which of both."""

    code = "wrong_login"

    def __init__(self) -> None:
        super().__init__("Name or password are wrong; look at capitals and try again.")


class TooManyAttemptsError(ConflictError):
    """Say that too many attempts were wrong, lately.

    Attributes
    ----------
    wait_s : int
        When the next one is looked at.
    """

    code = "too_many_attempts"

    def __init__(self, wait_s: int) -> None:
        super().__init__(
            f"Name or password were wrong too often; wait {wait_s} seconds and try again."
        )
        self.wait_s = wait_s


class NotAllowedError(ConflictError):
    """Say that only an admin may do that."""

    code = "not_allowed"

    def __init__(self, what: str) -> None:
        super().__init__(f"Only an admin may {what}; ask one to do it, or sign in as one.")
