"""Laws of what keeps consent, tokens, peers and offers, over both databases."""

from dataclasses import replace

import numpy as np

from menura.analysis import EmbeddingRow, Measured, StepState
from menura.catalogue import TrackKind
from menura.kernel.ids import new_id
from menura.sharing import Consent, KnownSpace, Offer, Peer, PeerToken, SharedTrack, pack_offer
from menura.store import Store, Unit
from tests.factories import (
    MORNING,
    NOBODY,
    add_source,
    add_tracks,
    at,
    content_of,
    record,
    undone,
    unit_vector,
)

ANNA, BERT = "a" * 64, "b" * 64
HASH = "0" * 64


def an_offer(content: str = "c" * 32, **changes: object) -> SharedTrack:
    plain = SharedTrack(
        180.0, artist="anna", title="song", content_hash=content, steps={"clap": HASH}
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def put(unit: Unit, *offers: SharedTrack, signer: str = ANNA) -> None:
    unit.collection.trust(signer, "Anna", MORNING)
    unit.collection.put_offers(signer, [(one, pack_offer(one)) for one in offers], MORNING)


def found(unit: Unit, **by: object) -> list[Offer]:
    nothing = {
        "content_hash": None,
        "recording_id": None,
        "artist": "",
        "title": "",
        "duration_s": None,
        "limit": 10,
    }
    return list(unit.collection.find_offers(**(nothing | by)))  # type: ignore[arg-type]


def with_clap(unit: Unit, location: str = "one.mp3") -> int:
    """Have a track that a model has heard; return its number."""
    (track,) = add_tracks(unit, add_source(unit), location)
    row = EmbeddingRow(track.id, "clap", HASH, unit_vector(1, 512))
    steps = {"clap": StepState(HASH, MORNING)}
    record(unit, track)
    unit.analyses.keep(track.id, Measured(embeddings=[row], steps=steps))
    return track.number


def test_nothing_is_shared_until_somebody_agrees(store: Store):
    with undone(store) as unit:
        assert unit.collection.consent() == Consent(share=False)
        unit.collection.set_consent(Consent(share=True, instance="Attic"))
        assert unit.collection.consent() == Consent(share=True, instance="Attic")


def test_a_token_is_found_by_its_digest_alone(store: Store):
    token = PeerToken(new_id(), "Bert", MORNING, signer=BERT)
    with undone(store) as unit:
        unit.collection.add_token(token, "d" * 64)
        assert unit.collection.token_of("d" * 64) == token
        assert unit.collection.token_of("e" * 64) is None
        unit.collection.note_use(token.id, at(60))
        assert [one.last_used_at for one in unit.collection.tokens()] == [at(60)]
        unit.collection.remove_token(token.id)
        assert unit.collection.token_of("d" * 64) is None


def test_a_peer_is_kept_replaced_and_forgotten(store: Store):
    peer = Peer(new_id(), "Bert", "http://bert:8000", "sealed", MORNING)
    with undone(store) as unit:
        unit.collection.put_peer(peer)
        newer = replace(peer, signer=BERT, pulled_to=at(1), pulled_tracks=7)
        unit.collection.put_peer(newer)
        assert unit.collection.peers() == [newer]
        assert unit.collection.peer(peer.id) == newer
        assert unit.collection.peer(NOBODY) is unit.collection.peer("no id") is None
        unit.collection.remove_peer(peer.id)
        assert unit.collection.peers() == []


def test_who_is_distrusted_is_named_nowhere_any_more(store: Store):
    token = PeerToken(new_id(), "Anna", MORNING, signer=ANNA)
    peer = Peer(new_id(), "Anna", "http://anna:8000", "sealed", MORNING, signer=ANNA)
    with undone(store) as unit:
        put(unit, an_offer())
        unit.collection.add_token(token, "d" * 64)
        unit.collection.put_peer(peer)
        unit.collection.distrust(ANNA)
        assert unit.collection.signer(ANNA) is None
        assert [one.signer for one in unit.collection.tokens()] == [None]
        assert [one.signer for one in unit.collection.peers()] == [None]
        assert not unit.collection.has_offers()


def test_offers_are_found_by_content_by_recording_and_by_names_with_their_length(store: Store):
    recording = new_id()
    with undone(store) as unit:
        assert not unit.collection.has_offers()
        put(unit, an_offer(recording_id=recording))
        assert len(found(unit, content_hash="c" * 32)) == 1
        assert len(found(unit, recording_id=recording)) == 1
        names = {"artist": "anna", "title": "song"}
        assert len(found(unit, **names)) == 1
        assert len(found(unit, **names, duration_s=186.0)) == 1
        assert found(unit, **names, duration_s=190.0) == []
        assert found(unit, artist="anna") == found(unit, title="song") == found(unit) == []


def test_a_newer_offer_of_one_signer_replaces_the_older_one_and_no_other(store: Store):
    with undone(store) as unit:
        put(unit, an_offer(title="old"), an_offer("d" * 32))
        put(unit, an_offer(title="theirs"), signer=BERT)
        put(unit, an_offer(title="new"))
        counts = {one.fingerprint: one.offers for one in unit.collection.signers()}
        assert counts == {ANNA: 2, BERT: 1}
        assert found(unit, artist="anna", title="old") == []
        assert len(found(unit, artist="anna", title="new")) == 1
        assert unit.collection.forget_offers(ANNA, 1) == 1
        assert unit.collection.forget_offers(ANNA, 10) == 1
        assert len(found(unit, content_hash="c" * 32)) == 1


def test_analysed_music_is_exported_and_what_menura_made_is_not(store: Store):
    with undone(store) as unit:
        source = add_source(unit)
        heard, new, made, later = add_tracks(unit, source, "a", "b", "c", "d")
        for track in (heard, made, later):
            record(unit, track)
        unit.tracks.set_kind(made.id, TrackKind.CLIP)
        unit.analyses.keep(later.id, Measured(steps={"clap": StepState(HASH, at(3600))}))
        exportable = unit.collection.exportable
        assert exportable(0, 10, None) == [heard.number, later.number]
        assert exportable(heard.number, 10, None) == [later.number]
        assert exportable(0, 1, None) == [heard.number]
        assert exportable(0, 10, at(60)) == [later.number]
        assert exportable(0, 10, at(7200)) == []
        assert new.number not in exportable(0, 10, None)


def test_only_vectors_of_the_named_models_are_given(store: Store):
    with undone(store) as unit:
        number = with_clap(unit)
        assert unit.collection.space_hashes() == {"clap": HASH}
        mine = unit.collection.vectors([number], {"clap": KnownSpace(512, HASH)})[number]
        assert np.allclose(mine["clap"], unit_vector(1, 512), atol=1e-3)
        other = {"clap": KnownSpace(512, "1" * 64)}
        assert unit.collection.vectors([number], other) == {number: {}}


def test_tracks_are_found_by_their_audio(store: Store):
    with undone(store) as unit:
        heard, found_only = add_tracks(unit, add_source(unit), "a", "b")
        record(unit, heard)
        known = unit.collection.by_content([content_of(heard), content_of(found_only), "f" * 32])
        assert known == {content_of(heard): [heard.number]}


def test_what_was_taken_is_undone_but_not_what_was_measured_since(store: Store):
    with undone(store) as unit:
        taken, own = with_clap(unit, "taken.mp3"), with_clap(unit, "own.mp3")
        unit.collection.trust(ANNA, "Anna", MORNING)
        unit.collection.note_taken(taken, ANNA, {"clap": HASH}, MORNING)
        unit.collection.note_taken(own, ANNA, {"clap": "1" * 64}, MORNING)
        assert unit.collection.taken([taken])[taken] == {"clap": HASH}
        assert [one.taken for one in unit.collection.signers()] == [2]
        assert unit.collection.forget_taken(ANNA, 10) == 2
        steps = unit.analyses.steps([taken, own])
        assert "clap" not in steps[taken]
        assert "clap" in steps[own]
        kept = unit.collection.vectors([taken, own], {"clap": KnownSpace(512, HASH)})
        assert [sorted(kept[number]) for number in (taken, own)] == [[], ["clap"]]
        changes = unit.analyses.embedding_changes("clap", 0, 10)
        assert taken in changes.removed.tolist()


def test_a_removed_track_takes_its_notes_along(store: Store):
    with undone(store) as unit:
        number = with_clap(unit)
        unit.collection.note_taken(number, ANNA, {"clap": HASH}, MORNING)
        unit.sources.remove(unit.tracks.by_numbers([number])[number].source_id)
        assert unit.collection.taken([number]) == {number: {}}
