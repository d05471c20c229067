"""Serve what is shared: to the people here, and to peers."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request, Response, status
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse

from menura.api.deps import MenuraDep, RoomsDep
from menura.api.schemas.collection import (
    AcceptedOut,
    ArchiveIn,
    ArchiveOut,
    ArchivesOut,
    CollectionOut,
    ConsentEdit,
    ConsentOut,
    NewTokenOut,
    OffersForgottenOut,
    PeerEdit,
    PeerIn,
    PeerOut,
    SignerIn,
    SignerOut,
    TokenIn,
    TokenOut,
)
from menura.api.schemas.jobs import JobOut
from menura.bootstrap import Menura, Rooms
from menura.sharing import (
    IncomingFile,
    NewPeer,
    PeerTokenError,
    SharingInputError,
    SharingOffError,
    read_fingerprint,
)

router = APIRouter(prefix="/collection", tags=["collection"])
MEDIA_TYPE = "application/vnd.menura.collection"
PREPARE_S = 1
ARCHIVE_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}},
    }
}
ARCHIVE_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {"content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}}
}
NO_BEARER = {"WWW-Authenticate": 'Bearer realm="Menura collection"'}


@router.get("")
def get_collection(menura: MenuraDep, rooms: RoomsDep) -> CollectionOut:
    """Tell how it stands with sharing: consent, keys, tokens, peers and archives."""
    return shape_collection(menura, rooms)


def shape_collection(menura: Menura, rooms: Rooms) -> CollectionOut:
    """Shape everything about sharing."""
    shared = rooms.collection
    consent = shared.consent()
    return CollectionOut(
        share=consent.share,
        instance=consent.instance,
        fingerprint=menura.collecting.key.fingerprint,
        signers=[SignerOut.of(signer) for signer in shared.signers()],
        tokens=[TokenOut.of(token) for token in shared.tokens()],
        peers=[PeerOut.of(peer) for peer in shared.peers()],
        exports=[ArchiveOut.of(file) for file in menura.collecting.files.exports()],
    )


@router.patch("")
def edit_collection(body: ConsentEdit, menura: MenuraDep) -> ConsentOut:
    """Agree to share analysis, or stop; nothing leaves before somebody has agreed."""
    consent = menura.collecting.set_consent(share=body.share, instance=body.instance)
    return ConsentOut.of(consent)


# ------------------------------------------------------------------ archives here


@router.post("/exports", status_code=status.HTTP_202_ACCEPTED)
def export_collection(body: ArchiveIn, rooms: RoomsDep) -> JobOut:
    """Make an archive of what was measured here; refused with `forbidden` until it is agreed."""
    if body.since is not None and body.since.tzinfo is None:
        raise SharingInputError("Give the moment with its time zone, as in Z.", field="since")
    with refusals():
        return JobOut.of(rooms.collection.start_export(body.since))


@router.get("/exports")
def list_collection_exports(menura: MenuraDep) -> ArchivesOut:
    """List the archives that were made, newest first."""
    return ArchivesOut(items=[ArchiveOut.of(file) for file in menura.collecting.files.exports()])


@router.get("/exports/{name}", response_class=FileResponse, responses=ARCHIVE_ANSWER)
def download_collection_export(name: str, menura: MenuraDep, rooms: RoomsDep) -> FileResponse:
    """Download an archive; refused with `forbidden` while nothing may leave."""
    with refusals():
        rooms.collection.check_sharing()
    path = menura.collecting.files.export(name)
    return FileResponse(path, media_type=MEDIA_TYPE, filename=path.name)


@router.delete("/exports/{name}", status_code=status.HTTP_204_NO_CONTENT)
def remove_collection_export(name: str, menura: MenuraDep) -> Response:
    """Delete an archive that was made here."""
    menura.collecting.files.remove_export(name)
    return Response(status_code=status.HTTP_204_NO_CONTENT)


@router.post("/imports", status_code=status.HTTP_202_ACCEPTED, openapi_extra=ARCHIVE_BODY)
async def import_collection(
    request: Request,
    menura: MenuraDep,
    trust: Annotated[
        str | None,
        Query(max_length=200, description="The key it is signed with, if it is to be trusted."),
    ] = None,
    keep_offers: Annotated[
        bool, Query(description="Keep analyses of music that is not here, until it is.")
    ] = True,
) -> JobOut:
    """Take an archive in: the body is the file."""
    known = read_fingerprint(trust) if trust else None
    path = await receive(request, menura)

    def start() -> JobOut:
        with menura.rooms() as rooms:
            job = rooms.collection.start_import(path.name, trust=known, keep_offers=keep_offers)
            return JobOut.of(job)

    return await run_in_threadpool(start)


# ------------------------------------------------------------------ who is trusted


@router.post("/signers", status_code=status.HTTP_201_CREATED)
def trust_collection_signer(body: SignerIn, rooms: RoomsDep) -> SignerOut:
    """Take in what somebody signs from now on."""
    return SignerOut.of(rooms.collection.trust(body.fingerprint, body.name))


@router.delete("/signers/{fingerprint}")
def forget_collection_signer(
    fingerprint: str,
    menura: MenuraDep,
    taken: Annotated[
        bool, Query(description="Also undo what tracks here were given of theirs.")
    ] = False,
) -> OffersForgottenOut:
    """Trust somebody no longer, and forget what they offered."""
    return OffersForgottenOut(forgotten=menura.collecting.forget(fingerprint, taken=taken))


@router.post("/tokens", status_code=status.HTTP_201_CREATED)
def create_collection_token(body: TokenIn, rooms: RoomsDep) -> NewTokenOut:
    """Make a token for another Menura; the answer shows it once."""
    new = rooms.collection.add_token(body.name, body.signer)
    return NewTokenOut(**TokenOut.of(new.token).model_dump(), token=new.text)


@router.delete("/tokens/{token_id}", status_code=status.HTTP_204_NO_CONTENT)
def remove_collection_token(token_id: str, rooms: RoomsDep) -> Response:
    """Take a token back; it opens nothing from now on."""
    rooms.collection.remove_token(token_id)
    return Response(status_code=status.HTTP_204_NO_CONTENT)


# ------------------------------------------------------------------ peers


@router.post("/peers", status_code=status.HTTP_201_CREATED)
def add_collection_peer(body: PeerIn, rooms: RoomsDep) -> PeerOut:
    """Keep another Menura to exchange with; nothing is sent yet."""
    new = NewPeer(body.name, body.url, body.token, signer=body.signer, ca_file=body.ca_file)
    return PeerOut.of(rooms.collection.add_peer(new))


@router.patch("/peers/{peer_id}")
def confirm_collection_peer(peer_id: str, body: PeerEdit, rooms: RoomsDep) -> PeerOut:
    """Confirm the key of a peer."""
    return PeerOut.of(rooms.collection.confirm_peer(peer_id, body.signer))


@router.delete("/peers/{peer_id}", status_code=status.HTTP_204_NO_CONTENT)
def remove_collection_peer(peer_id: str, rooms: RoomsDep) -> Response:
    """Forget a peer; what came from it stays until its signer is forgotten."""
    rooms.collection.remove_peer(peer_id)
    return Response(status_code=status.HTTP_204_NO_CONTENT)


@router.post("/peers/{peer_id}/pull", status_code=status.HTTP_202_ACCEPTED)
def pull_collection(peer_id: str, rooms: RoomsDep) -> JobOut:
    """Fetch what is new at a peer, and take it in."""
    return JobOut.of(rooms.collection.start_pull(rooms.collection.peer(peer_id)))


@router.post("/peers/{peer_id}/push", status_code=status.HTTP_202_ACCEPTED)
def push_collection(peer_id: str, rooms: RoomsDep) -> JobOut:
    """Send a peer what is new here; refused with `forbidden` until it is agreed."""
    with refusals():
        return JobOut.of(rooms.collection.start_push(rooms.collection.peer(peer_id)))


# ------------------------------------------------------------------ for peers


@router.get("/archive", response_class=FileResponse, responses=ARCHIVE_ANSWER)
def fetch_collection_archive(
    request: Request,
    menura: MenuraDep,
    since: Annotated[
        datetime | None, Query(description="Only what was measured since; with a time zone.")
    ] = None,
) -> Response:
    """Hand the archive out to a peer; 202 while it is being made: ask again after `Retry-After`.

    Needs a token of this Menura's collection as `Authorization: Bearer`; no other opens it.
    """
    if since is not None and since.tzinfo is None:
        raise SharingInputError("Give the moment with its time zone, as in Z.", field="since")
    with refusals():
        token = menura.collecting.authorise(bearer_of(request))
    path = menura.collecting.serve(token, since)
    if path is None:
        return Response(status_code=202, headers={"Retry-After": str(PREPARE_S)})
    return FileResponse(path, media_type=MEDIA_TYPE)


@router.post("/archive", status_code=status.HTTP_202_ACCEPTED, openapi_extra=ARCHIVE_BODY)
async def accept_collection_archive(request: Request, menura: MenuraDep) -> AcceptedOut:
    """Take in the archive of a peer: the body is the file, and its key must be the token's."""
    with refusals():
        token = await run_in_threadpool(menura.collecting.authorise, bearer_of(request))
        await run_in_threadpool(menura.collecting.check_accepts, token)
    path = await receive(request, menura)
    try:
        with refusals():
            await run_in_threadpool(menura.collecting.accept, token, path)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return AcceptedOut(accepted=True)


async def receive(request: Request, menura: Menura) -> Path:
    """Write the body of a request into a file of those that come in; whole or not at all."""
    files = menura.collecting.files
    path = await run_in_threadpool(files.new_incoming)
    try:
        incoming = await run_in_threadpool(IncomingFile, path, files)
        try:
            async for block in request.stream():
                await run_in_threadpool(incoming.write, block)
        finally:
            incoming.close()
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


def bearer_of(request: Request) -> str:
    """Return the token that a request comes with; empty if none."""
    scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
    return credentials.strip() if scheme.lower() == "bearer" else ""


@contextmanager
def refusals() -> Iterator[None]:
    """Answer 403 where nobody has agreed to it, and 401 to tokens that are unknown."""
    try:
        yield
    except SharingOffError as error:
        raise HTTPException(HTTPStatus.FORBIDDEN, error.message) from error
    except PeerTokenError as error:
        if error.is_known:
            raise HTTPException(HTTPStatus.FORBIDDEN, error.message) from error
        raise HTTPException(HTTPStatus.UNAUTHORIZED, error.message, NO_BEARER) from error
