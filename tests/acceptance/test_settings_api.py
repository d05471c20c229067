"""Settings are chosen while Menura runs, and hold in every process from then on."""

import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from menura.api import create_app
from menura.bootstrap import Menura, build, describe_only
from menura.bootstrap.settling import LOOK_INTERVAL_S, Settling
from menura.config import load_settings
from menura.jobs import JobContext, JobKind
from menura.jobs.inline_engine import InlineEngine
from menura.kernel.clock import SystemClock
from menura.kernel.errors import UnavailableError
from menura.kernel.registry import Registry
from menura.kernel.sealing import KEY_FILE, Sealer
from menura.suggest import TopOptions
from tests.conftest import Database
from tests.factories import new_job
from tests.fake_music_servers import (
    KEY,
    Asked,
    LoopbackServer,
    Step,
    as_json,
    completion,
    html_page,
    openai_error,
    serving,
)

V1 = "/api/v1"
NOBODY = "http://127.0.0.1:9/v1"


@pytest.fixture(autouse=True)
def _quiet_environment(monkeypatch: pytest.MonkeyPatch):
    for name in ("MENURA_LANGUAGE_URL", "MENURA_LANGUAGE_MODEL", "MENURA_LANGUAGE_KEY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def other(menura: Menura) -> Iterator[Menura]:
    """Another process over the same installation."""
    application = build(load_settings(data_dir=menura.settings.data_dir))
    yield application
    application.store.close()


def choose(api: TestClient, **values: Any) -> dict[str, Any]:
    answer = api.patch(f"{V1}/settings", json={"values": values})
    assert answer.status_code == 200, answer.text
    return items_of(answer.json())


def items_of(body: dict[str, Any]) -> dict[str, Any]:
    return {item["name"]: item for group in body["groups"] for item in group["items"]}


def said(api: TestClient) -> dict[str, Any]:
    return items_of(api.get(f"{V1}/settings").json())


def look_again(application: Menura) -> None:
    """See what other processes changed, without waiting for the next look."""
    application.settling.begin()


# ------------------------------------------------------------------ choosing


def test_what_is_chosen_holds_at_once_and_after_a_restart(api: TestClient, menura: Menura):
    chosen = choose(api, generator="acestep", recs_per_pack=7, rescan_cron="30 3 * * *")
    assert (chosen["generator"]["value"], chosen["generator"]["origin"]) == ("acestep", "kept")
    assert (menura.settings.generator, menura.settings.recs_per_pack) == ("acestep", 7)
    assert said(api) == chosen
    again = build(load_settings(data_dir=menura.settings.data_dir))
    assert (again.settings.generator, again.settings.recs_per_pack) == ("acestep", 7)
    again.store.close()


def test_nothing_is_the_default_again(api: TestClient, menura: Menura):
    choose(api, recs_per_pack=7)
    item = choose(api, recs_per_pack=None)["recs_per_pack"]
    assert (item["value"], item["origin"], menura.settings.recs_per_pack) == (3, "default", 3)


def test_all_of_a_change_is_kept_or_nothing(api: TestClient, menura: Menura):
    wrong = {"generator": "acestep", "recs_per_pack": 0}
    answer = api.patch(f"{V1}/settings", json={"values": wrong})
    assert (answer.status_code, answer.json()["field"]) == (422, "recs_per_pack")
    assert "greater than or equal to 1" in answer.json()["detail"]
    assert menura.settings.generator == "builtin"


def test_an_unknown_name_is_refused(api: TestClient):
    for body in ({"values": {"port": 1}}, {"values": {"nonsense": 1}}):
        problem = api.patch(f"{V1}/settings", json=body).json()
        assert (problem["status"], problem["code"]) == (422, "setting_unknown")
    assert api.patch(f"{V1}/settings", json={"values": {}, "more": 1}).status_code == 422


def test_what_the_environment_says_is_shown_and_stays(tmp_path: Path):
    application = build(load_settings(data_dir=tmp_path, generator="hosted"))
    with TestClient(create_app(application), base_url="http://localhost") as api:
        item = said(api)["generator"]
        assert (item["value"], item["origin"], item["variable"]) == (
            *("hosted", "environment"),
            "MENURA_GENERATOR",
        )
        problem = api.patch(f"{V1}/settings", json={"values": {"generator": None}}).json()
        assert (problem["status"], problem["code"]) == (409, "setting_fixed")


def test_a_secret_is_kept_sealed_and_given_out_nowhere(api: TestClient, menura: Menura):
    answer = api.patch(f"{V1}/settings", json={"values": {"acestep_token": KEY}})
    item = items_of(answer.json())["acestep_token"]
    assert (item["value"], item["default"], item["is_set"]) == (None, None, True)
    assert KEY not in answer.text + api.get(f"{V1}/settings").text
    assert KEY not in repr(menura.settings) + repr(menura.settling.now)
    token = menura.settings.acestep_token
    assert token is not None
    assert token.get_secret_value() == KEY
    home = menura.settings.data_dir
    files = [path.read_bytes() for path in home.glob("menura.sqlite*")]
    assert not any(KEY.encode() in content for content in files)


def test_a_secret_whose_key_is_gone_is_no_reason_not_to_start(api: TestClient, menura: Menura):
    choose(api, acestep_token=KEY, generator="acestep")
    home = menura.settings.data_dir
    (home / KEY_FILE).unlink()
    again = build(load_settings(data_dir=home))
    assert (again.settings.acestep_token, again.settings.generator) == (None, "acestep")
    again.change_settings({"acestep_token": "another"})
    assert again.settings.acestep_token is not None
    again.store.close()


def test_what_was_kept_by_another_version_is_left_out(menura: Menura):
    with menura.store.unit() as unit:
        unit.kept_settings.begin_change()
        for name, value in (("gone", 1), ("recs_per_pack", 10_000), ("generator", "hosted")):
            unit.kept_settings.put(name, value, at=menura.clock.now())
    look_again(menura)
    assert (menura.settings.recs_per_pack, menura.settings.generator) == (3, "hosted")
    menura.change_settings({"recs_per_pack": 5})
    assert menura.settings.recs_per_pack == 5


def test_what_does_not_hold_now_is_kept_for_when_it_may(tmp_path: Path):
    first = build(load_settings(data_dir=tmp_path))
    first.change_settings({"generator": "acestep"})
    fixed = build(load_settings(data_dir=tmp_path, generator="hosted"))
    fixed.change_settings({"recs_per_pack": 5})
    look_again(first)
    assert (first.settings.generator, first.settings.recs_per_pack) == ("acestep", 5)
    assert fixed.settings.generator == "hosted"
    for application in (first, fixed):
        application.store.close()


# ------------------------------------------------------------------ what is made of settings


def test_services_are_made_anew_of_what_changed_and_of_nothing_else(
    api: TestClient, menura: Menura
):
    made = (menura.language_model, menura.assistant, menura.suggester, menura.stem_cache)
    shelves = menura.shared.shelves
    choose(api, reference_mb=9, generator="hosted")
    now = (menura.language_model, menura.assistant, menura.suggester, menura.stem_cache)
    assert all(one is other for one, other in zip(made, now, strict=True))
    choose(api, language_url=NOBODY, language_model="m", stem_cache_mb=1, keep_missing_days=1)
    assert menura.language_model is not None
    assert menura.assistant is not made[1]
    assert menura.stem_cache is not made[3]
    assert (menura.shared.keep_missing_days, menura.shared.shelves) == (1, shelves)
    assert menura.suggester is made[2]
    assert menura.language_model is menura.language_model
    choose(api, language_model=None)
    assert menura.language_model is None


def test_options_of_makers_are_those_that_hold(api: TestClient, menura: Menura):
    choose(api, acestep_url="http://a:1", session_music="acestep", musicgen="folder")
    assert menura.generator_options.acestep_url == "http://a:1"
    options = menura.provider_options
    assert (options.music, options.generators.musicgen_model) == ("acestep", "folder")
    assert said(api)["session_music"]["value"] == "acestep"


def test_suggestions_follow_new_weights_and_forget_nothing(api: TestClient, menura: Menura):
    before = menura.suggester
    asked = before.top("default", TopOptions())
    choose(api, recs_weight_tempo=0.9, recs_recommendation_mode="rules", recs_use_clap=False)
    shown = api.get(f"{V1}/recommendations/settings").json()
    assert (shown["weights"]["tempo"], shown["mode"]) == (0.9, "rules")
    assert shown["spaces"] == ["musicnn", "dsp"]
    assert asdict(menura.suggester.options.weights)["tempo"] == 0.9
    assert menura.suggester.served is before.served
    assert asked.request_id
    rung = before.bell.count
    with menura.rooms() as rooms:
        rooms.suggestions.set_context("default", {"bpm": 120.0})
    assert before.bell.count == rung + 1  # who follows a list by it is still woken


def test_a_rescan_is_scheduled_when_it_is_chosen_and_rests_when_it_is_not(
    api: TestClient, menura: Menura
):
    def rescan() -> tuple[str, bool]:
        with menura.store.jobs(read_only=True) as jobs:
            (one,) = [s for s in jobs.schedules() if s.name == "rescan"]
        return one.cron, one.enabled

    choose(api, rescan_cron="30 3 * * *")
    assert rescan() == ("30 3 * * *", True)
    choose(api, rescan_cron=None)
    assert not rescan()[1]


# ------------------------------------------------------------------ other processes


def test_another_process_follows_without_being_told(api: TestClient, menura: Menura, other: Menura):
    seen: list[str] = []

    def work(context: JobContext) -> None:
        seen.append(other.settings.generator)

    kinds: Registry[JobKind] = Registry("job kind")
    kinds.add("dig", JobKind("dig", work))
    engine = InlineEngine(other.store, kinds, other.clock)
    for generator in ("hosted", "acestep"):
        choose(api, generator=generator)
        other.settling._looked_at_s = -LOOK_INTERVAL_S  # as if a second had passed
        with other.store.jobs() as jobs:
            jobs.add(new_job(), other.clock.now())
        engine.start()
    assert seen == ["hosted", "acestep"]


def test_the_database_is_asked_once_a_second_at_most(database: Database):
    store = database.open()
    now_s = [0.0]
    settings = load_settings(data_dir=database.home)
    settling = Settling(settings, store, lambda: Sealer(database.home), monotonic=lambda: now_s[0])
    settling.begin()
    writer = Settling(settings, store, lambda: Sealer(database.home))
    writer.change({"recs_per_pack": 7, "language_key": KEY}, SystemClock())
    assert writer.now.recs_per_pack == 7
    now_s[0] = LOOK_INTERVAL_S / 2
    assert settling.now.recs_per_pack == 3
    now_s[0] = LOOK_INTERVAL_S
    assert settling.now.recs_per_pack == 7
    assert settling.now.language_key is not None
    store.close()


def test_what_held_goes_on_to_hold_while_the_database_does_not_answer(
    menura: Menura, monkeypatch: pytest.MonkeyPatch
):
    menura.change_settings({"recs_per_pack": 7})

    def refuse(**_: object) -> None:
        raise UnavailableError("The database is away.")

    monkeypatch.setattr(menura.store, "unit", refuse)
    menura.settling._looked_at_s = -LOOK_INTERVAL_S
    assert menura.settings.recs_per_pack == 7


def test_who_asks_while_another_looks_does_not_wait(menura: Menura):
    menura.settling._looked_at_s = -LOOK_INTERVAL_S
    with menura.settling._looking:
        found: list[int] = []
        asking = threading.Thread(target=lambda: found.append(menura.settings.recs_per_pack))
        asking.start()
        asking.join(10)
    assert found == [3]


def test_an_application_that_is_only_described_asks_no_database():
    assert describe_only().settings.recs_per_pack == 3


# ------------------------------------------------------------------ trying a language model

MODELS = as_json({"data": [{"id": "small"}, {"id": "large"}]})
HELLO = completion('{"answer": "Hello there."}')


def answering(models: Step, answer: Step) -> Any:
    def answer_one(asked: Asked) -> Step:
        return models if asked.method == "GET" else answer

    return answer_one


def try_it(api: TestClient, **given: str) -> Any:
    return api.post(f"{V1}/settings/language/test", json=given)


def keys_sent(server: LoopbackServer) -> set[str | None]:
    return {asked.headers.get("Authorization") for asked in server.asked}


def test_a_model_is_asked_before_it_is_settled(api: TestClient, menura: Menura):
    with serving(answering(MODELS, HELLO)) as server:
        told = try_it(api, url=f"{server.url}/v1", model="small", key=KEY).json()
        assert keys_sent(server) == {f"Bearer {KEY}"}
    assert (told["model"], told["answer"]) == ("small", "Hello there.")
    assert told["models"] == ["large", "small"]
    assert menura.settings.language_url is None


def test_the_settled_model_is_asked_where_nothing_else_is_said(api: TestClient):
    with serving(answering(MODELS, HELLO)) as server:
        choose(api, language_url=f"{server.url}/v1", language_model="large", language_key=KEY)
        assert try_it(api).json()["model"] == "large"
        assert try_it(api, model="small").json()["model"] == "small"
        assert keys_sent(server) == {f"Bearer {KEY}"}


def test_the_settled_key_goes_to_no_other_server(api: TestClient):
    with serving(answering(MODELS, HELLO)) as mine, serving(answering(MODELS, HELLO)) as theirs:
        choose(api, language_url=f"{mine.url}/v1", language_model="large", language_key=KEY)
        assert try_it(api, url=f"{theirs.url}/v1", model="small").status_code == 200
        assert keys_sent(theirs) == {None}
        choose(api, language_url=f"{theirs.url}/v1")
        assert try_it(api).status_code == 200
        assert keys_sent(theirs) == {None}


def test_a_server_that_lists_nothing_can_be_asked_all_the_same(api: TestClient):
    for models in (html_page(404), as_json({"data": "none"}), as_json([1]), openai_error(500, "x")):
        with serving(answering(models, HELLO)) as server:
            told = try_it(api, url=f"{server.url}/v1", model="small").json()
        assert (told["answer"], told["models"]) == ("Hello there.", [])


@pytest.mark.parametrize(
    ("models", "answer", "status", "code", "words"),
    [
        (MODELS, openai_error(401, f"Wrong key {KEY}"), 503, "language_model_refused", "a key"),
        (MODELS, openai_error(404, "no such model"), 422, "invalid_input", "it has large, small"),
        (html_page(), html_page(), 503, "language_model_answer", "usually ends in /v1"),
        (html_page(404), html_page(404), 503, "language_model_unreachable", "check the address"),
        (MODELS, completion("I cannot."), 503, "language_model_answer", "a larger model"),
    ],
)
def test_every_way_to_fail_has_its_sentence(
    api: TestClient, models: Step, answer: Step, status: int, code: str, words: str
):
    with serving(answering(models, answer)) as server:
        failed = try_it(api, url=f"{server.url}/v1", model="tiny", key=KEY)
    assert (failed.status_code, failed.json()["code"]) == (status, code)
    assert words in failed.json()["detail"]
    assert KEY not in failed.text


def test_what_is_missing_is_said(api: TestClient):
    assert (try_it(api).json()["field"], try_it(api).status_code) == ("url", 422)
    refused = try_it(api, url=NOBODY, model="small")
    assert refused.json()["code"] == "language_model_unreachable"
    for url in ("localhost", "http://bob:secret@here", "file:///etc/passwd"):
        answer = try_it(api, url=url, model="small")
        assert answer.json()["code"] == "server_invalid"
        assert "secret" not in answer.text
    with serving(answering(MODELS, HELLO)) as server:
        unnamed = try_it(api, url=f"{server.url}/v1")
        assert unnamed.json()["field"] == "model"
        assert "it has large, small" in unnamed.json()["detail"]


def test_a_key_that_a_server_repeats_is_hidden(api: TestClient):
    echo = answering(as_json({"data": [{"id": f"x{KEY}"}]}), completion(f'{{"answer": "{KEY}"}}'))
    with serving(echo) as server:
        answer = try_it(api, url=f"{server.url}/v1", model="small", key=KEY)
    assert (answer.status_code, KEY in answer.text) == (200, False)


# ------------------------------------------------------------------ about


def test_about_says_what_this_is_and_no_secret(api: TestClient, menura: Menura):
    about = api.get(f"{V1}/about").json()
    assert about["database"].startswith(f"SQLite {sqlite3.sqlite_version_info[0]}.")
    assert (about["licence"], about["data_dir"]) == (
        "AGPL-3.0-or-later",
        str(menura.settings.data_dir),
    )
    assert about["free_bytes"] > 0
    assert about["uptime_s"] >= 0
    assert {"numpy", "sqlalchemy"} <= about["parts"].keys()


@pytest.mark.postgres
def test_about_names_postgresql_without_its_address(database: Database):
    application = build(load_settings(data_dir=database.home, database_url=database.url))
    with TestClient(create_app(application), base_url="http://localhost") as api:
        about = api.get(f"{V1}/about").json()
    name = "PostgreSQL" if database.url else "SQLite"
    assert about["database"].split()[0] == name
    assert "://" not in about["database"]
