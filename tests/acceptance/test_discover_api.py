"""Every search over HTTP, in a library whose sounds are known."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from menura.embedding import DSP
from tests.acceptance.discover_rig import (
    AXES,
    PER_STYLE,
    STYLES,
    Rig,
    filled,
    keep_unheard,
    keep_without_vector,
)


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    with filled(tmp_path_factory.mktemp("discover")) as rig:
        yield rig


def track(ref: str) -> dict[str, Any]:
    return {"kind": "track", "ref": ref}


def ids_of(answer: dict[str, Any]) -> list[str]:
    return [item["track"]["id"] for item in answer["items"]]


def towards(style: str) -> list[float]:
    vector = np.zeros(DSP.dimension)
    at = list(STYLES).index(style) * AXES
    vector[at : at + AXES] = 1.0
    return vector.tolist()


# ------------------------------------------------------------------------ similar


@pytest.mark.parametrize(
    ("seeds", "style"),
    [
        ([{"kind": "mood", "ref": "sad"}], "Ambient"),
        ([{"kind": "mood", "ref": "metal"}], "Metal"),  # a genre
        ([{"kind": "artist", "ref": "folk b"}], "Folk"),
        ([{"kind": "playlist", "ref": "All Jazz"}], "Jazz"),
        ([{"kind": "anchor", "ref": "techno place"}], "Techno"),
        ([{"kind": "vector", "vector": towards("Dub")}], "Dub"),
        ([{"kind": "track", "ref": "Metal No. 3"}, {"ref": "Metal No. 7"}], "Metal"),
    ],
)
def test_every_kind_of_seed_finds_what_sounds_like_it(
    rig: Rig, named: None, seeds: list[dict[str, Any]], style: str
):
    found = rig.post("/discover/similar", {"seeds": seeds, "count": 8, "per_artist": None})
    assert rig.styles(found) == [style] * 8
    distances = [item["distance"] for item in found["items"]]
    assert distances == sorted(distances)
    assert all(item["reasons"] for item in found["items"])
    assert all(item["similarity"] == pytest.approx(1 - item["distance"]) for item in found["items"])


@pytest.fixture(scope="module")
def named(rig: Rig) -> None:
    rig.playlist("All Jazz", rig.ids["Jazz"][:12])
    rig.post("/anchors", {"name": "Techno place", "add": [{"kind": "artist", "ref": "Techno A"}]})


def test_seeds_are_never_found_and_an_artist_only_so_often(rig: Rig):
    seeds = rig.ids["Jazz"][:2]
    found = rig.post(
        "/discover/similar", {"seeds": [track(one) for one in seeds], "per_artist": 2, "count": 30}
    )
    assert not set(seeds) & set(ids_of(found))
    artists = [item["track"]["artist"] for item in found["items"]]
    assert len(artists) == 30
    assert max(map(artists.count, artists)) == 2


def test_both_short_routes_find_the_same_as_the_long_one(rig: Rig):
    seed = rig.ids["Folk"][0]
    by_id = rig.get(f"/tracks/{seed}/similar", n=7)
    by_words = rig.get("/similar", q="Folk No. 0", n=7)
    assert ids_of(by_id) == ids_of(by_words)
    assert by_words["seed"]["id"] == seed
    long = {"seeds": [track(seed)], "count": 7, "per_artist": None}
    assert ids_of(by_id) == ids_of(rig.post("/discover/similar", long))


@pytest.mark.parametrize(
    ("filter", "count"),
    [
        ({"genres": ["dub"]}, PER_STYLE),
        ({"moods": ["happy"]}, PER_STYLE),
        ({"folder": "Metal"}, PER_STYLE),
        ({"tempo_from_bpm": 160}, PER_STYLE),
        ({"energy_to": 0.2}, PER_STYLE),
        ({"keys": ["F"]}, PER_STYLE),
        ({"year_from": 1988}, 2 * len(STYLES)),
        ({"duration_from_s": 218.5}, len(STYLES)),
        ({"artists": ["Techno A", "folk c"]}, 10),
        ({"not_genres": ["Dub", "Folk", "Metal", "Techno", "Ambient"]}, PER_STYLE - 1),
    ],
)
def test_a_filter_finds_as_many_as_there_are(rig: Rig, filter: dict[str, Any], count: int):
    body = {"seeds": [track(rig.ids["Jazz"][1])], "filter": filter, "per_artist": None}
    everything = rig.post("/discover/similar", body | {"count": 500})
    assert len(everything["items"]) == count
    some = rig.post("/discover/similar", body | {"count": 5})
    assert ids_of(some) == ids_of(everything)[:5]


def test_favourites_alone_are_found_where_only_those_are_asked_for(rig: Rig):
    liked = rig.ids["Metal"][4:6]
    for one in liked:
        assert rig.put(f"/tracks/{one}/favourite", {"favourite": True})["favourite"] is True
    body = {"seeds": [track(rig.ids["Jazz"][1])], "filter": {"favourites_only": True}}
    assert set(ids_of(rig.post("/discover/similar", body))) == set(liked)
    for one in liked:
        rig.put(f"/tracks/{one}/favourite", {"favourite": False})
    assert rig.api.post("/api/v1/discover/similar", json=body).status_code == 409


def test_a_smooth_list_has_the_same_tracks(rig: Rig):
    body = {"seeds": [track(rig.ids["Jazz"][0])], "count": 40, "per_artist": None}
    plain, smooth = (
        rig.post("/discover/similar", body | {"smooth": smooth}) for smooth in (False, True)
    )
    assert set(ids_of(plain)) == set(ids_of(smooth))
    assert changes(rig.styles(smooth)) < changes(rig.styles(plain))


def changes(styles: list[str]) -> int:
    return sum(one != other for one, other in pairwise(styles))


# --------------------------------------------------------------------------- path


@pytest.mark.parametrize("steps", [2, 3, 25])
def test_a_path_keeps_both_ends_and_its_length(rig: Rig, steps: int):
    start, end = rig.ids["Metal"][0], rig.ids["Ambient"][0]
    path = rig.post(
        "/discover/path",
        {"start": track(start), "end": track(end), "steps": steps, "per_artist": None},
    )
    ids = ids_of(path)
    assert (ids[0], ids[-1], len(ids), len(set(ids))) == (start, end, steps, steps)
    hops = [item["distance"] for item in path["items"][1:]]
    assert path["items"][0]["distance"] is None
    assert path["largest_step"] == pytest.approx(max(hops))
    assert path["mean_step"] == pytest.approx(np.mean(hops))


def test_a_path_is_made_again_by_its_seed_and_another_by_another(rig: Rig):
    body = {"start": track(rig.ids["Metal"][0]), "end": track(rig.ids["Folk"][0]), "variance": 1.0}
    first, again, other = (
        ids_of(rig.post("/discover/path", body | {"seed": seed, "steps": 12})) for seed in (1, 1, 2)
    )
    assert first == again != other


def test_a_path_may_lead_to_a_mood(rig: Rig):
    body = {"start": track(rig.ids["Metal"][0]), "end": {"kind": "mood", "ref": "sad"}}
    path = rig.post("/discover/path", body | {"steps": 8})
    assert rig.styles(path)[0] == "Metal"
    assert rig.styles(path)[-1] == "Ambient"


def test_a_path_longer_than_the_library_says_so(rig: Rig):
    body = {"start": track(rig.ids["Metal"][0]), "end": track(rig.ids["Folk"][0]), "steps": 500}
    path = rig.post("/discover/path", body)
    assert 2 < len(path["items"]) < 500
    assert path["note"]


# ------------------------------------------------------------------------ alchemy


def test_a_mixture_keeps_away_from_what_is_subtracted(rig: Rig):
    body = {
        "add": [{"kind": "mood", "ref": "jazz"}, {"kind": "mood", "ref": "dub"}],
        "count": 40,
        "temperature": 0.0,
        "per_artist": None,
    }
    both = rig.post("/discover/alchemy", body)
    assert {"Jazz", "Dub"} <= set(rig.styles(both))
    without = rig.post(
        "/discover/alchemy", body | {"subtract": [{"kind": "artist", "ref": "Dub A"}]}
    )
    assert "Dub" not in rig.styles(without)
    left_out = [item["track"]["id"] for item in without["filtered_out"]]
    assert {rig.style_of(one) for one in left_out} == {"Dub"}
    assert not set(left_out) & set(ids_of(without))
    marks = {mark["role"]: mark for mark in without["marks"]}
    assert {"result", "filtered_out", "add", "subtract"} <= set(marks)
    shown = [m["track_id"] for m in without["marks"] if m["role"] == "result"]
    assert sorted(shown) == sorted(ids_of(without))
    assert all(np.isfinite([m["x"], m["y"]]).all() for m in without["marks"])


def test_a_temperature_chooses_by_chance_and_by_its_seed(rig: Rig):
    body = {"add": [track(rig.ids["Folk"][0])], "count": 10, "per_artist": None}
    cold = [
        ids_of(rig.post("/discover/alchemy", body | {"temperature": 0, "seed": seed}))
        for seed in (1, 2)
    ]
    assert cold[0] == cold[1]
    warm = [
        ids_of(rig.post("/discover/alchemy", body | {"temperature": 1, "seed": seed}))
        for seed in (1, 1, 2)
    ]
    assert warm[0] == warm[1] != warm[2]


# ----------------------------------------------------- extend, fingerprint, artists


def test_a_playlist_is_extended_by_what_fits_it(rig: Rig):
    mine = [rig.ids["Techno"][place] for place in (0, 3, 6, 9, 16, 19)]
    away = [rig.ids["Techno"][place] for place in (1, 2)]
    made = rig.playlist("Peak time", mine)
    found = rig.post(
        "/discover/extend",
        {"playlist": made["id"], "excluded_ids": away, "per_artist": None},
    )
    assert found["playlist_count"] == 6
    assert found["excluded_count"] == 2
    assert set(rig.styles(found)) == {"Techno"}
    assert not set(ids_of(found)) & {*mine, *away}
    smart = rig.post(
        "/discover/extend", {"track_ids": mine, "smart": True, "threshold": 2, "per_artist": None}
    )
    assert smart["learnt"]
    assert rig.styles(smart) == ["Techno"] * (PER_STYLE - len(mine))


def test_a_fingerprint_is_of_what_was_played_most_and_lately(rig: Rig):
    for one in rig.ids["Folk"][:6]:
        for _ in range(3):
            rig.post("/plays", {"track_id": one, "listener": "Ann"})
    rig.post(
        "/plays",
        {"track_id": rig.ids["Metal"][0], "listener": "Ann", "at": "2001-01-01T00:00:00Z"},
    )
    taken = rig.put(
        "/listeners/Ann",
        {
            "items": [
                {"track_id": rig.ids["Folk"][7], "play_count": 9},
                {"track_id": "x" * 36, "play_count": 1},
            ]
        },
    )
    assert taken == {"taken": 1, "unknown": 1}
    (ann,) = [one for one in rig.get("/listeners")["items"] if one["name"] == "Ann"]
    assert (ann["track_count"], ann["play_count"]) == (8, 28)
    found = rig.post("/discover/fingerprint", {"listener": "Ann", "count": 15, "per_artist": None})
    seeds = ids_of(found)[: found["seed_count"]]
    assert set(found["weights"]) == set(seeds)
    assert set(rig.ids["Folk"][:6]) <= set(seeds)
    weights = found["weights"]
    assert all(weights[one] > weights.get(rig.ids["Metal"][0], 0) for one in rig.ids["Folk"][:6])
    assert rig.styles(found).count("Folk") >= 13
    assert next(iter(found["taste"])).casefold() in ("folk", "happy")
    rig.delete("/listeners/Ann")
    nobody = rig.api.post("/api/v1/discover/fingerprint", json={"listener": "Ann"})
    assert 400 <= nobody.status_code < 500


def test_artists_are_compared_once_and_the_same_style_comes_first(rig: Rig):
    early = rig.api.get("/api/v1/artists/similar", params={"artist": "Jazz A"})
    assert (early.status_code, early.json()["code"]) == (409, "artists_not_ready")
    rig.work()
    found = rig.get("/artists/similar", artist="jazz a", n=5, matches=True)
    assert {one["name"] for one in found["items"][:3]} == {"Jazz B", "Jazz C", "Jazz D"}
    distances = [one["distance"] for one in found["items"]]
    assert distances == sorted(distances)
    match = found["items"][0]["matches"][0]
    assert match["tracks"]
    assert {rig.style_of(one["id"]) for one in match["other_tracks"]} == {"Jazz"}
    unknown = rig.api.get("/api/v1/artists/similar", params={"artist": "Nobody"})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "artist_not_found")


def test_artists_are_listed_by_their_words(rig: Rig):
    assert rig.get("/artists", limit=5)["total"] == 4 * len(STYLES)
    found = rig.get("/artists", q="META")
    assert [one["name"] for one in found["items"]] == [f"Metal {one}" for one in "ABCD"]
    assert {one["track_count"] for one in found["items"]} == {PER_STYLE // 4}
    later = rig.get("/artists", limit=5, offset=22)
    assert (len(later["items"]), later["total"]) == (2, 24)


@pytest.mark.parametrize("by", ["tempo", "energy", "brightness", "harmonic", "smooth"])
def test_an_order_is_a_permutation(rig: Rig, by: str):
    ids = [rig.ids[style][place] for place in (5, 1, 3) for style in STYLES]
    answer = rig.post("/discover/order", {"track_ids": ids, "by": by})["track_ids"]
    assert sorted(answer) == sorted(ids)
    assert answer != ids


def test_tempo_orders_both_ways(rig: Rig):
    ids = [rig.ids[style][0] for style in STYLES]
    tempo = {one: STYLES[rig.style_of(one)][1] for one in ids}
    up = rig.post("/discover/order", {"track_ids": ids, "by": "tempo"})["track_ids"]
    down = rig.post("/discover/order", {"track_ids": ids, "by": "tempo", "descending": True})
    assert [tempo[one] for one in up] == sorted(tempo.values())
    assert down["track_ids"] == up[::-1]


def test_facets_count_what_is_there(rig: Rig):
    facets = rig.get("/discover/facets")
    assert {one["name"]: one["track_count"] for one in facets["genres"]} == dict.fromkeys(
        STYLES, PER_STYLE
    )
    moods = {one["name"]: one["track_count"] for one in facets["moods"]}
    assert moods["party"] == moods["relaxed"] == PER_STYLE
    assert facets["years"] == [1970, 1970 + PER_STYLE - 1]
    assert facets["spaces"] == [{"name": "dsp", "track_count": PER_STYLE * len(STYLES)}]
    assert facets["text_space"] is None


# ---------------------------------------------------------------------- bad input

NOBODY = "00000000-0000-4000-8000-000000000000"
SEED = {"ref": "Jazz No. 1"}


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("similar", {"seeds": [SEED], "count": 0}, "count"),
        ("similar", {"seeds": [SEED], "count": 501}, "count"),
        ("similar", {"seeds": [SEED], "count": 10**9}, "count"),
        ("similar", {"seeds": []}, "seeds"),
        ("similar", {"seeds": [SEED] * 101}, "seeds"),
        ("similar", {"seeds": [{"ref": NOBODY}]}, "track_id"),
        ("similar", {"seeds": [{"ref": "no such words anywhere"}]}, None),
        ("similar", {"seeds": [{"ref": ""}]}, "ref"),
        ("similar", {"seeds": [{"kind": "artist", "ref": "Nobody"}]}, "artist"),
        ("similar", {"seeds": [{"kind": "mood", "ref": "purple"}]}, None),
        ("similar", {"seeds": [{"kind": "playlist", "ref": NOBODY}]}, None),
        ("similar", {"seeds": [{"kind": "playlist", "ref": "No such"}]}, None),
        ("similar", {"seeds": [{"kind": "anchor", "ref": "No such"}]}, "anchor"),
        ("similar", {"seeds": [{"kind": "text", "ref": "rain"}]}, "space"),
        ("similar", {"seeds": [{"kind": "text", "ref": "rain"}], "space": "clap"}, None),
        ("similar", {"seeds": [{"kind": "vector", "vector": []}]}, None),
        ("similar", {"seeds": [{"kind": "vector", "vector": [1.0, 2.0]}]}, None),
        ("similar", {"seeds": [{"kind": "vector", "vector": [0.0] * DSP.dimension}]}, None),
        ("similar", {"seeds": [{"kind": "vector", "vector": [1e39] * DSP.dimension}]}, None),
        ("similar", {"seeds": [{"kind": "vector", "vector": [1.0] * 4097}]}, None),
        ("similar", {"seeds": [SEED], "space": "nowhere"}, "space"),
        ("similar", {"seeds": [SEED], "space": "musicnn"}, None),
        ("similar", {"seeds": [SEED], "filter": {"genres": ["Polka"]}}, None),
        ("similar", {"seeds": [SEED], "filter": {"moods": ["purple"]}}, None),
        ("similar", {"seeds": [SEED], "filter": {"keys": ["H sharp"]}}, "keys"),
        ("similar", {"seeds": [SEED], "filter": {"year_from": 2000, "year_to": 1990}}, None),
        ("similar", {"seeds": [SEED], "filter": {"source_ids": ["nobody"]}}, None),
        ("similar", {"seeds": [SEED], "filter": {"colour": "red"}}, "filter.colour"),
        ("similar", {"seeds": [SEED], "wish": 1}, "wish"),
        ("path", {"start": SEED, "end": SEED}, "end"),
        ("path", {"start": SEED, "end": {"ref": NOBODY}}, "track_id"),
        ("path", {"start": SEED, "end": {"ref": "Jazz No. 2"}, "steps": 1}, "steps"),
        ("path", {"start": SEED, "end": {"ref": "Jazz No. 2"}, "steps": 10**9}, "steps"),
        ("path", {"start": SEED, "end": {"ref": "Jazz No. 2"}, "variance": 2}, "variance"),
        ("path", {"start": SEED}, "end"),
        ("alchemy", {"add": []}, "add"),
        ("alchemy", {"add": [SEED], "subtract": [SEED], "subtract_distance": 2.0}, None),
        ("alchemy", {"add": [SEED], "temperature": -1}, "temperature"),
        ("alchemy", {"add": [SEED], "count": 0}, "count"),
        ("extend", {}, None),
        ("extend", {"playlist": "No such"}, None),
        ("extend", {"track_ids": [NOBODY]}, None),
        ("extend", {"track_ids": ["not an id"]}, None),
        ("extend", {"track_ids": [NOBODY] * 2001}, "track_ids"),
        ("fingerprint", {"listener": "Nobody at all"}, None),
        ("fingerprint", {"listener": ""}, "listener"),
        ("fingerprint", {"half_life_days": 0}, "half_life_days"),
        ("fingerprint", {"seeds": 0}, "seeds"),
        ("order", {"track_ids": [], "by": "tempo"}, "track_ids"),
        ("order", {"track_ids": [NOBODY], "by": "tempo"}, None),
        ("order", {"track_ids": ["x"], "by": "tempo"}, None),
        ("order", {"track_ids": [NOBODY], "by": "colour"}, "by"),
    ],
)
def test_what_cannot_be_searched_is_refused_in_a_sentence(
    rig: Rig, path: str, body: dict[str, Any], field: str | None
):
    refused(rig.api.post(f"/api/v1/discover/{path}", json=body), field)


def refused(answer: Any, field: str | None = None) -> dict[str, Any]:
    """Check that an answer is a problem in words, about the field."""
    assert 400 <= answer.status_code < 500, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert problem["detail"][-1] in ".`"
    assert len(problem["detail"].split()) >= 3
    if field is not None:
        assert (problem["field"] or "").split(".")[0] == field.split(".")[0], problem
    return problem


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400"])
@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("path", '{"start": {"ref": "Jazz No. 1"}, "end": {"ref": "Dub No. 5"}, "variance": %s}'),
        ("alchemy", '{"add": [{"ref": "Jazz No. 1"}], "temperature": %s}'),
        ("alchemy", '{"add": [{"ref": "Jazz No. 1"}], "subtract_distance": %s}'),
        ("extend", '{"track_ids": [], "threshold": %s}'),
        ("fingerprint", '{"half_life_days": %s}'),
        ("similar", '{"seeds": [{"ref": "Jazz No. 1"}], "filter": {"tempo_from_bpm": %s}}'),
        ("similar", '{"seeds": [{"ref": "Jazz No. 1"}], "filter": {"duration_from_s": %s}}'),
    ],
)
def test_no_number_is_no_number(rig: Rig, path: str, body: str, number: str):
    answer = rig.api.post(
        f"/api/v1/discover/{path}",
        content=body % number,
        headers={"content-type": "application/json"},
    )
    refused(answer)


@pytest.mark.parametrize("number", ["NaN", "Infinity"])
def test_a_vector_without_numbers_is_refused(rig: Rig, number: str):
    numbers = ", ".join([number, *["0.1"] * (DSP.dimension - 1)])
    body = f'{{"seeds": [{{"kind": "vector", "vector": [{numbers}]}}]}}'
    answer = rig.api.post(
        "/api/v1/discover/similar", content=body, headers={"content-type": "application/json"}
    )
    refused(answer)


@pytest.mark.parametrize(
    "path",
    [
        "/tracks/nonsense/similar",
        f"/tracks/{NOBODY}/similar",
        "/similar?q=",
        "/similar?q=%00",
        "/similar?q=Jazz+No.+1&n=0",
        "/similar?q=Jazz+No.+1&n=1000000000",
        "/similar?q=Jazz+No.+1&space=nowhere",
        "/artists?limit=0",
        "/artists?offset=-1",
        "/artists/similar",
        "/artists/similar?artist=%00",
        "/artists/similar?artist=Jazz+A&n=501",
    ],
)
def test_bad_addresses_are_refused_in_a_sentence(rig: Rig, path: str):
    refused(rig.api.get(f"/api/v1{path}"))


def test_a_track_without_a_sound_is_a_conflict_wherever_it_is_named(rig: Rig):
    unheard, voiceless = keep_unheard(rig), keep_without_vector(rig)
    for one in (unheard, voiceless):
        named = {"ref": one}
        for path, body in (
            ("similar", {"seeds": [named]}),
            ("path", {"start": named, "end": SEED}),
            ("path", {"start": SEED, "end": named}),
            ("alchemy", {"add": [named]}),
            ("alchemy", {"add": [SEED], "subtract": [named]}),
        ):
            answer = rig.api.post(f"/api/v1/discover/{path}", json=body)
            refused(answer, "track_id")
            assert answer.status_code == 409
        assert rig.api.get(f"/api/v1/tracks/{one}/similar").status_code == 409
        assert rig.api.post("/api/v1/discover/extend", json={"track_ids": [one]}).is_client_error
    known = [rig.ids["Jazz"][3], unheard, rig.ids["Folk"][3], voiceless]
    ordered = rig.post("/discover/order", {"track_ids": known, "by": "smooth"})["track_ids"]
    assert sorted(ordered) == sorted(known)
    assert ordered[-1] == unheard
