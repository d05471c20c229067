"""Answer who may come in, and let them."""

from fastapi import APIRouter, Depends, Request, Response, status
from fastapi.concurrency import run_in_threadpool

from menura.accounts import (
    AccountSummary,
    Credentials,
    LoginRefusedError,
    NewLogin,
    NotAllowedError,
    NotAUserError,
    Role,
    TooManyAttemptsError,
    Via,
    hash_password,
)
from menura.api.deps import MenuraDep, RoomsDep
from menura.api.doorkeeping import (
    COOKIE,
    AskerDep,
    DoorkeeperDep,
    address_of,
    forget_login_cookie,
    open_address,
    refuse_by,
    set_login_cookie,
    with_hashing,
)
from menura.api.schemas.accounts import (
    AccessTokenOut,
    AccessTokensOut,
    AccountOut,
    LoginIn,
    NewAccessTokenIn,
    NewAccessTokenOut,
    NewUserIn,
    OwnPasswordIn,
    UserEdit,
    UserOut,
    UsersOut,
)


async def keep_nowhere(response: Response) -> None:
    """Have nobody on the way keep the answer."""
    response.headers["Cache-Control"] = "no-store"


router = APIRouter(tags=["accounts"], dependencies=[Depends(keep_nowhere)])


@router.get("/account")
async def get_account(request: Request, response: Response, keeper: DoorkeeperDep) -> AccountOut:
    """Tell who asks; answered to everybody. A browser that is signed in stays so for 30 days."""
    asker = request.state.asker
    cookie = request.cookies.get(COOKIE)
    if asker is not None and asker.login is not None and cookie is not None:
        set_login_cookie(request, response, cookie)
    return AccountOut.of(asker, has_users=await run_in_threadpool(keeper.has_users))


@router.post("/login", response_model=AccountOut)
async def log_in(
    body: LoginIn, request: Request, response: Response, keeper: DoorkeeperDep
) -> AccountOut | Response:
    """Sign in: the answer sets a cookie. 429 with `Retry-After` after five wrong attempts."""
    password = body.password.get_secret_value()
    given = Credentials(address_of(request), name=body.name, password=password)
    before = request.cookies.get(COOKIE)

    def work() -> NewLogin:
        new = keeper.log_in(given, request.headers.get("user-agent", ""))
        if before is not None:
            keeper.log_out(before)
        return new

    try:
        new = await with_hashing(work)
    except (LoginRefusedError, TooManyAttemptsError) as error:
        return refuse_by(request, error)
    set_login_cookie(request, response, new.secret)
    return AccountOut.of(new.asker, has_users=await run_in_threadpool(keeper.has_users))


@router.post("/logout", status_code=status.HTTP_204_NO_CONTENT)
def log_out(request: Request, response: Response, keeper: DoorkeeperDep) -> None:
    """Sign out of this browser."""
    cookie = request.cookies.get(COOKIE)
    if cookie is not None:
        keeper.log_out(cookie)
    forget_login_cookie(request, response)


@router.put("/account/password", status_code=status.HTTP_204_NO_CONTENT, response_class=Response)
async def change_own_password(
    body: OwnPasswordIn, request: Request, asker: AskerDep, keeper: DoorkeeperDep
) -> Response:
    """Change one's own password; other browsers are signed out."""
    given = Credentials(address_of(request), password=body.current.get_secret_value())
    new = body.new.get_secret_value()
    try:
        await with_hashing(keeper.change_own_password, asker, given, new)
    except TooManyAttemptsError as error:
        return refuse_by(request, error)
    return Response(status_code=status.HTTP_204_NO_CONTENT)


# ------------------------------------------------------------------ tokens


@router.get("/account/tokens")
def list_access_tokens(asker: AskerDep, rooms: RoomsDep) -> AccessTokensOut:
    """List what programs come in with: one's own tokens, an admin's list has all."""
    accounts = rooms.accounts
    names = accounts.names()
    tokens = accounts.tokens(None if asker.is_admin else asker.account)
    return AccessTokensOut(items=[AccessTokenOut.of(one, names[one.account_id]) for one in tokens])


@router.post(
    "/account/tokens", status_code=status.HTTP_201_CREATED, response_model=NewAccessTokenOut
)
def add_access_token(
    body: NewAccessTokenIn, request: Request, asker: AskerDep, keeper: DoorkeeperDep
) -> NewAccessTokenOut | Response:
    """Make a token for oneself; it is shown this once. A token cannot make another."""
    if asker.via is Via.TOKEN:  # one that was stolen must end when it is taken back
        return refuse_by(request, NotAllowedError("make tokens by a token"))
    if asker.account is None:
        raise NotAUserError
    with keeper.changing() as accounts:
        new = accounts.add_token(asker.account, body.name)
    shaped = AccessTokenOut.of(new.token, asker.account.name)
    return NewAccessTokenOut(**shaped.model_dump(), token=new.text)


@router.delete("/account/tokens/{token_id}", status_code=status.HTTP_204_NO_CONTENT)
def remove_access_token(token_id: str, asker: AskerDep, keeper: DoorkeeperDep) -> None:
    """Take a token back: one's own; an admin, anybody's."""
    with keeper.changing() as accounts:
        accounts.remove_token(token_id, None if asker.is_admin else asker.account)


# ------------------------------------------------------------------ users


@router.get("/users")
def list_users(rooms: RoomsDep) -> UsersOut:
    """List who may come in."""
    return UsersOut(items=[UserOut.of(one) for one in rooms.accounts.summaries()])


@router.post("/users", status_code=status.HTTP_201_CREATED)
async def add_user(
    body: NewUserIn,
    request: Request,
    response: Response,
    asker: AskerDep,
    keeper: DoorkeeperDep,
) -> UserOut:
    """Let somebody in; the first one is an admin, and signed in with the answer."""
    password_hash = await with_hashing(hash_password, body.password.get_secret_value())

    def add() -> tuple[AccountSummary, NewLogin | None]:
        with keeper.changing() as accounts:
            if asker.via is Via.OPEN:  # others may have been added since the door was looked at
                new = accounts.add_first(body.name, password_hash)
            else:
                new = accounts.add(body.name, password_hash, Role(body.role))
            is_first = len(accounts.names()) == 1
            client = request.headers.get("user-agent", "")
            login = accounts.sign_in(new, client) if is_first else None
            return accounts.summary(new.id), login

    summary, login = await run_in_threadpool(add)
    if login is not None:
        set_login_cookie(request, response, login.secret)
    return UserOut.of(summary)


@router.patch("/users/{user_id}")
async def change_user(
    user_id: str, body: UserEdit, asker: AskerDep, keeper: DoorkeeperDep
) -> UserOut:
    """Change what a user may do, or give another password: that signs them out everywhere."""
    new = body.password
    password_hash = (
        await with_hashing(hash_password, new.get_secret_value()) if new is not None else None
    )

    def change() -> AccountSummary:
        with keeper.changing() as accounts:
            account = accounts.find(user_id)
            if body.role is not None:
                accounts.set_role(account.id, Role(body.role))
            if password_hash is not None:
                is_own = asker.account is not None and asker.account.id == account.id
                own_login = asker.login if is_own else None
                accounts.set_password(account.id, password_hash, keep_login=own_login)
            return accounts.summary(account.id)

    return UserOut.of(await run_in_threadpool(change))


@router.delete("/users/{user_id}", status_code=status.HTTP_204_NO_CONTENT)
def remove_user(user_id: str, menura: MenuraDep, keeper: DoorkeeperDep) -> None:
    """Let somebody in no longer; the last admin stays as long as there are others.

    Without users Menura is open again; refused where others could reach it.
    """
    with keeper.changing() as accounts:
        accounts.remove(user_id, opens_to=open_address(menura.settings))
