"""Share analysis from the command line."""

import shutil
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from menura.api.routes.collection import shape_collection
from menura.api.schemas.collection import (
    CollectionOut,
    ConsentOut,
    NewTokenOut,
    OffersForgottenOut,
    PeerOut,
    SignerOut,
    TokenOut,
)
from menura.api.schemas.jobs import JobOut
from menura.bootstrap import Menura
from menura.cli.open import opened
from menura.cli.output import Json, out, show
from menura.cli.scan import follow_job
from menura.cli.secrets import ask_secret
from menura.jobs import Job
from menura.sharing import IncomingFile, NewPeer, SharingInputError, read_fingerprint

app = typer.Typer(no_args_is_help=True)
token_app = typer.Typer(no_args_is_help=True)
peer_app = typer.Typer(no_args_is_help=True)
app.add_typer(token_app, name="token", help="Let other Menuras fetch from here.")
app.add_typer(peer_app, name="peer", help="Other Menuras to fetch from and send to.")
BLOCK_BYTES = 1 << 20
Name = Annotated[str, typer.Argument(help="Its name or id.")]
Key = Annotated[str | None, typer.Option("--key", help="Its key, as its status shows it.")]


@app.command("status")
def status(json: Json = False) -> None:
    """Show whether anything is shared, this Menura's key, and with whom."""
    with opened("error") as menura, menura.rooms(read_only=True) as rooms:
        shaped = shape_collection(menura, rooms)
        show(shaped, json, lambda: _render(shaped))


@app.command("share")
def share(
    switch: Annotated[str, typer.Argument(help="on or off.")],
    instance: Annotated[
        str | None, typer.Option("--name", help="The name others see this Menura by.")
    ] = None,
    json: Json = False,
) -> None:
    """Agree that analysis may leave this Menura, or take it back. Audio never leaves it."""
    if switch not in ("on", "off"):
        raise SharingInputError(f"Say on or off, not {switch[:20]!r}.", field="switch")
    with opened("error") as menura:
        consent = menura.collecting.set_consent(share=switch == "on", instance=instance)
        shaped = ConsentOut.of(consent)
        told = "Analysis may leave this Menura now." if shaped.share else "Nothing leaves it."
        show(shaped, json, lambda: out.print(told))


@app.command("export")
def export(
    file: Annotated[Path, typer.Argument(help="Where to put the archive.")],
    since: Annotated[
        datetime | None, typer.Option(help="Only what was measured since, in UTC.")
    ] = None,
    json: Json = False,
) -> None:
    """Write what was measured here into one signed file, for others to take in."""
    from datetime import UTC

    begin = since.replace(tzinfo=UTC) if since is not None else None
    target = file.expanduser()
    if target.exists():
        raise SharingInputError(
            f"There is something at {str(file)!r} already; choose another name.", field="file"
        )
    with opened("error") as menura:
        with menura.rooms() as rooms:
            job = rooms.collection.start_export(begin)
        done = _done(menura, job, json)
        name = str((done.results or {})["name"])
        made = menura.collecting.files.export(name)
        try:
            shutil.move(made, target)
        except OSError as error:
            reason = error.strerror or str(error)
            raise SharingInputError(
                f"The archive cannot be put at {str(file)!r} ({reason}); it is kept as {name}.",
                field="file",
            ) from error
        show(done, json, lambda: out.print(escape(f"{_counted(done)} in {file}.")))


@app.command("import")
def import_archive(
    file: Annotated[Path, typer.Argument(help="An archive of another Menura.")],
    trust: Annotated[
        str | None, typer.Option(help="The key it is signed with, compared and found the same.")
    ] = None,
    keep_offers: Annotated[
        bool, typer.Option(help="Keep analyses of music that is not here, until it is.")
    ] = True,
    json: Json = False,
) -> None:
    """Take the archive of another Menura in: tracks here get what they lack."""
    known = read_fingerprint(trust) if trust else None
    with opened("error") as menura:
        path = _copied(menura, file.expanduser())
        with menura.rooms() as rooms:
            job = rooms.collection.start_import(path.name, trust=known, keep_offers=keep_offers)
        done = _done(menura, job, json)
        show(done, json, lambda: out.print(escape(_taken_in(done))))


@app.command("trust")
def trust(
    key: Annotated[str, typer.Argument(help="The key, compared and found the same.")],
    name: Annotated[str, typer.Argument(help="Whose it is.")],
    json: Json = False,
) -> None:
    """Take in what somebody signs from now on."""
    with opened("error") as menura, menura.rooms() as rooms:
        shaped = SignerOut.of(rooms.collection.trust(key, name))
        show(shaped, json, lambda: out.print(escape(f"{shaped.name} is trusted.")))


@app.command("forget")
def forget(
    key: Annotated[str, typer.Argument(help="The key of somebody who is trusted.")],
    taken: Annotated[
        bool, typer.Option("--taken", help="Also undo what tracks were given of theirs.")
    ] = False,
    json: Json = False,
) -> None:
    """Trust somebody no longer, and forget what they offered."""
    with opened("error") as menura:
        count = menura.collecting.forget(read_fingerprint(key), taken=taken)
        shaped = OffersForgottenOut(forgotten=count)
        show(shaped, json, lambda: out.print(f"Forgot {count} analyses."))


@app.command("pull")
def pull(peer: Name, json: Json = False) -> None:
    """Fetch what is new at a peer, and take it in."""
    with opened("error") as menura:
        with menura.rooms() as rooms:
            job = rooms.collection.start_pull(rooms.collection.peer(peer))
        done = _done(menura, job, json)
        show(done, json, lambda: out.print(escape(_taken_in(done))))


@app.command("push")
def push(peer: Name, json: Json = False) -> None:
    """Send a peer what is new here."""
    with opened("error") as menura:
        with menura.rooms() as rooms:
            job = rooms.collection.start_push(rooms.collection.peer(peer))
        done = _done(menura, job, json)
        show(done, json, lambda: out.print(escape(f"Sent {_counted(done)}.")))


@token_app.command("add")
def add_token(name: str, key: Key = None, json: Json = False) -> None:
    """Make a token for another Menura; with its key it may send its archives here, too."""
    with opened("error") as menura, menura.rooms() as rooms:
        new = rooms.collection.add_token(name, key)
        shaped = NewTokenOut(**TokenOut.of(new.token).model_dump(), token=new.text)
    show(shaped, json, lambda: out.print(f"{shaped.token}\nIt is shown only now.", soft_wrap=True))


@token_app.command("list")
def list_tokens(json: Json = False) -> None:
    """List the tokens that open this Menura's collection."""
    with opened("error") as menura, menura.rooms(read_only=True) as rooms:
        tokens = [TokenOut.of(token) for token in rooms.collection.tokens()]
    told = {"items": [token.model_dump(mode="json") for token in tokens]}
    show(told, json, lambda: _render_tokens(tokens))


@token_app.command("remove")
def remove_token(token: Name, json: Json = False) -> None:
    """Take a token back."""
    with opened("error") as menura, menura.rooms() as rooms:
        gone = rooms.collection.remove_token(token)
    show({"removed": gone.id}, json, lambda: out.print(escape(f"{gone.name!r} opens nothing now.")))


@peer_app.command("add")
def add_peer(
    name: str,
    url: Annotated[str, typer.Argument(help="Its address, as opened in a browser.")],
    key: Key = None,
    ca_file: Annotated[
        Path | None, typer.Option(help="File of certificates to trust for it.")
    ] = None,
    json: Json = False,
) -> None:
    """Keep another Menura to exchange with; nothing is sent yet.

    Asks for the token that was made there; MENURA_SERVER_SECRET or standard input may hold it.
    """
    token = ask_secret("token that was made for you there")
    certificates = str(ca_file.expanduser().absolute()) if ca_file is not None else None
    with opened("error") as menura, menura.rooms() as rooms:
        new = NewPeer(name, url, token, signer=key, ca_file=certificates)
        shaped = PeerOut.of(rooms.collection.add_peer(new))
    show(shaped, json, lambda: out.print(escape(f"Kept {shaped.name!r} at {shaped.url}.")))


@peer_app.command("list")
def list_peers(json: Json = False) -> None:
    """List the peers."""
    with opened("error") as menura, menura.rooms(read_only=True) as rooms:
        peers = [PeerOut.of(peer) for peer in rooms.collection.peers()]
    told = {"items": [peer.model_dump(mode="json") for peer in peers]}
    show(told, json, lambda: _render_peers(peers))


@peer_app.command("confirm")
def confirm_peer(
    peer: Name,
    key: Annotated[str, typer.Argument(help="Its key, compared and found the same.")],
    json: Json = False,
) -> None:
    """Confirm the key of a peer."""
    with opened("error") as menura, menura.rooms() as rooms:
        shaped = PeerOut.of(rooms.collection.confirm_peer(peer, key))
    show(shaped, json, lambda: out.print(escape(f"The key of {shaped.name!r} is confirmed.")))


@peer_app.command("remove")
def remove_peer(peer: Name, json: Json = False) -> None:
    """Forget a peer."""
    with opened("error") as menura, menura.rooms() as rooms:
        gone = rooms.collection.remove_peer(peer)
    show({"removed": gone.id}, json, lambda: out.print(escape(f"Forgot {gone.name!r}.")))


def _done(menura: Menura, job: Job, quiet: bool) -> JobOut:
    return JobOut.of(follow_job(menura, job, quiet=quiet))


def _copied(menura: Menura, file: Path) -> Path:
    """Return a copy of an archive in a place that nobody else writes to."""
    files = menura.collecting.files
    path = files.new_incoming()
    try:
        with file.open("rb") as source:
            incoming = IncomingFile(path, files)
            try:
                while block := source.read(BLOCK_BYTES):
                    incoming.write(block)
            finally:
                incoming.close()
    except OSError as error:
        path.unlink(missing_ok=True)
        reason = error.strerror or str(error)
        raise SharingInputError(
            f"The file {str(file)!r} cannot be read ({reason}).", field="file"
        ) from error
    return path


def _counted(job: JobOut) -> str:
    return f"{(job.results or {}).get('tracks', 0)} tracks"


def _taken_in(job: JobOut) -> str:
    told = job.results or {}
    return (
        f"{told.get('total', 0)} recordings: {told.get('known', 0)} are here, "
        f"{told.get('filled_tracks', 0)} of them got what they lacked; "
        f"{told.get('offers', 0)} wait for their music."
    )


def _render(shaped: CollectionOut) -> None:
    out.print("Analysis is shared." if shaped.share else "Nothing is shared.")
    out.print(escape(f"This is {shaped.instance}, with the key {shaped.fingerprint}."))
    for signer in shaped.signers:
        told = f"{signer.offers} analyses wait, {signer.taken} steps used"
        out.print(escape(f"Trusted: {signer.name} ({told}), key {signer.fingerprint}"))
    _render_tokens(shaped.tokens)
    _render_peers(shaped.peers)


def _render_tokens(tokens: list[TokenOut]) -> None:
    if not tokens:
        return
    table = Table("Token", "may", "last used", box=None)
    for token in tokens:
        used = f"{token.last_used_at:%Y-%m-%d}" if token.last_used_at else "never"
        table.add_row(escape(token.name), "fetch and send" if token.signer else "fetch", used)
    out.print(table)


def _render_peers(peers: list[PeerOut]) -> None:
    if not peers:
        return
    table = Table("Peer", "address", "fetched", "sent", "key", box=None)
    for peer in peers:
        table.add_row(
            escape(peer.name),
            escape(peer.url),
            str(peer.pulled_tracks),
            str(peer.pushed_tracks),
            "confirmed" if peer.signer else "not confirmed",
        )
    out.print(table)
