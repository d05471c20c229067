"""Say who may come in, from the command line: as whoever owns this machine."""

import getpass
import sys
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from menura.accounts import Accounts, Role, hash_password
from menura.api.doorkeeping import open_address
from menura.api.schemas.accounts import AccessTokenOut, NewAccessTokenOut, UserOut
from menura.cli.open import opened
from menura.cli.output import Json, out, show
from menura.kernel.errors import InvalidInputError

app = typer.Typer(no_args_is_help=True)
token_app = typer.Typer(no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="Their name or id.")]


class PasswordsDifferError(InvalidInputError):
    """Say that a password was not typed twice alike."""

    code = "passwords_differ"

    def __init__(self) -> None:
        super().__init__(
            "The two passwords are not the same; type the new one twice alike.", field="password"
        )


@app.command("add")
def add_user(
    name: Annotated[str, typer.Argument(help="The name they sign in with.")],
    role: Annotated[
        Role, typer.Option(help="A member may not look after sources, models, settings and users.")
    ] = Role.MEMBER,
    json: Json = False,
) -> None:
    """Let somebody in; the first user is an admin. From then on everybody has to sign in.

    Asks for a password, which standard input may hold.
    """
    password_hash = hash_password(ask_password())
    with opened("error") as menura, menura.rooms() as rooms:
        account = rooms.accounts.add(name, password_hash, role)
        shaped = UserOut.of(rooms.accounts.summary(account.id))
    show(shaped, json, lambda: out.print(escape(f"{shaped.name} may come in, as {shaped.role}.")))


@app.command("list")
def list_users(json: Json = False) -> None:
    """List who may come in."""
    with opened("error") as menura, menura.rooms(read_only=True) as rooms:
        users = [UserOut.of(one) for one in rooms.accounts.summaries()]
    told = {"items": [user.model_dump(mode="json") for user in users]}
    show(told, json, lambda: _render_users(users))


@app.command("password")
def set_password(name: Name, json: Json = False) -> None:
    """Give a user another password; they are signed out everywhere.

    Asks for it; standard input may hold it.
    """
    password_hash = hash_password(ask_password())
    with opened("error") as menura, menura.rooms() as rooms:
        account = rooms.accounts.set_password(name, password_hash)
        shaped = UserOut.of(rooms.accounts.summary(account.id))
    show(shaped, json, lambda: out.print(escape(f"{shaped.name} has another password.")))


@app.command("role")
def set_role(name: Name, role: Role, json: Json = False) -> None:
    """Say what a user may do."""
    with opened("error") as menura, menura.rooms() as rooms:
        account = rooms.accounts.set_role(name, role)
        shaped = UserOut.of(rooms.accounts.summary(account.id))
    show(shaped, json, lambda: out.print(escape(f"{shaped.name} is now {shaped.role}.")))


@app.command("remove")
def remove_user(name: Name, json: Json = False) -> None:
    """Let somebody in no longer, by password or token. Without users nobody has to sign in."""
    with opened("error") as menura, menura.rooms() as rooms:
        gone = rooms.accounts.remove(name, opens_to=open_address(menura.settings))
        is_open = not rooms.accounts.has_users()
    told = f"{gone.name} may come in no longer."
    if is_open:
        told += " There are no users now."
    show({"removed": gone.id}, json, lambda: out.print(escape(told)))


@token_app.command("add")
def add_token(
    name: Annotated[str, typer.Argument(help="What it is for.")],
    user: Annotated[str, typer.Option(help="In whose name.")],
    json: Json = False,
) -> None:
    """Make a token for a program; it is shown this once."""
    with opened("error") as menura, menura.rooms() as rooms:
        account = rooms.accounts.find(user)
        new = rooms.accounts.add_token(account, name)
    token = AccessTokenOut.of(new.token, account.name)
    shaped = NewAccessTokenOut(**token.model_dump(), token=new.text)
    show(shaped, json, lambda: out.print(f"{shaped.token}\nIt is shown only now.", soft_wrap=True))


@token_app.command("list")
def list_tokens(json: Json = False) -> None:
    """List the tokens of all users."""
    with opened("error") as menura, menura.rooms(read_only=True) as rooms:
        tokens = _shape_tokens(rooms.accounts)
    told = {"items": [token.model_dump(mode="json") for token in tokens]}
    show(told, json, lambda: _render_tokens(tokens))


@token_app.command("remove")
def remove_token(
    token: Annotated[str, typer.Argument(help="Its name or id.")],
    user: Annotated[
        str | None, typer.Option(help="Whose, if several have one of that name.")
    ] = None,
    json: Json = False,
) -> None:
    """Take a token back."""
    with opened("error") as menura, menura.rooms() as rooms:
        owner = rooms.accounts.find(user) if user is not None else None
        gone = rooms.accounts.remove_token(token, owner)
    show({"removed": gone.id}, json, lambda: out.print(escape(f"{gone.name!r} opens nothing now.")))


def ask_password() -> str:
    """Return a new password: typed unseen, twice, or from standard input.

    Raises
    ------
    PasswordsDifferError
    """
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass.getpass("New password: ")
    if getpass.getpass("Once more: ") != password:
        raise PasswordsDifferError
    return password


def _shape_tokens(accounts: Accounts) -> list[AccessTokenOut]:
    names = accounts.names()
    return [AccessTokenOut.of(one, names[one.account_id]) for one in accounts.tokens()]


def _render_users(users: list[UserOut]) -> None:
    if not users:
        out.print("There are no users: nobody has to sign in by name.")
        return
    table = Table("User", "role", "last here", "browsers", "tokens", box=None)
    for user in users:
        seen = f"{user.last_seen_at:%Y-%m-%d %H:%M}" if user.last_seen_at else "never"
        table.add_row(escape(user.name), user.role, seen, str(user.logins), str(user.tokens))
    out.print(table)


def _render_tokens(tokens: list[AccessTokenOut]) -> None:
    if not tokens:
        out.print("There are no tokens.")
        return
    table = Table("Token", "user", "last used", "id", box=None)
    for token in tokens:
        used = f"{token.last_used_at:%Y-%m-%d %H:%M}" if token.last_used_at else "never"
        table.add_row(escape(token.name), escape(token.user), used, token.id)
    out.print(table)
