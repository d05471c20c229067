"""Know who may come in, and by what.

Users with a role and a password, the browsers they are signed in with, and the tokens of their
programs. Of passwords only Argon2id hashes are kept, of everything else that opens the door only
digests. What a role may do stands at the door itself (`menura.api.rights`): this room knows
neither paths nor what there is to be changed.

::

    names, passwords, secrets   written one way, hashed, made at random
    service                     users, logins, tokens: inside one transaction
    environment                 MENURA_PASSWORD and MENURA_TOKEN
    attempts, remembered        who guesses waits; who was just here is known
    doorkeeper                  who asks, signing in and out

Examples
--------
>>> from menura.accounts import hash_password, is_password
>>> kept = hash_password("correct horse")
>>> is_password("correct horse", kept), is_password("Correct horse", kept)
(True, False)
"""

from menura.accounts.doorkeeper import Credentials, Doorkeeper
from menura.accounts.environment import Environment
from menura.accounts.errors import (
    AccessTokenNotFoundError,
    LastAdminError,
    LoginRefusedError,
    NotAllowedError,
    NotAUserError,
    PasswordLengthError,
    TokenNameError,
    TooManyAttemptsError,
    UserKnownError,
    UserNameError,
    UserNotFoundError,
    UsersKnownError,
    WouldOpenError,
    WrongPasswordError,
)
from menura.accounts.model import (
    ANYBODY,
    THE_OWNER,
    AccessToken,
    Account,
    AccountSummary,
    Asker,
    Login,
    NewAccessToken,
    NewLogin,
    Role,
    Via,
)
from menura.accounts.names import name_key
from menura.accounts.passwords import hash_password, is_password
from menura.accounts.ports import AccountRepository
from menura.accounts.service import LOGIN_LASTS, Accounts

__all__ = [
    "ANYBODY",
    "LOGIN_LASTS",
    "THE_OWNER",
    "AccessToken",
    "AccessTokenNotFoundError",
    "Account",
    "AccountRepository",
    "AccountSummary",
    "Accounts",
    "Asker",
    "Credentials",
    "Doorkeeper",
    "Environment",
    "LastAdminError",
    "Login",
    "LoginRefusedError",
    "NewAccessToken",
    "NewLogin",
    "NotAUserError",
    "NotAllowedError",
    "PasswordLengthError",
    "Role",
    "TokenNameError",
    "TooManyAttemptsError",
    "UserKnownError",
    "UserNameError",
    "UserNotFoundError",
    "UsersKnownError",
    "Via",
    "WouldOpenError",
    "WrongPasswordError",
    "hash_password",
    "is_password",
    "name_key",
]
