from menura.assistant import ChatRequest, begin, with_turn
from menura.assistant.conversations import LONGEST_TITLE
from tests.unit.assistant.library import NOW, after, make_assistant


def test_a_conversation_keeps_what_was_asked_and_found():
    request = ChatRequest("5 jazz songs")
    answer = make_assistant().answer(request)
    kept = with_turn(begin(request.text, conversation_id="c", at=NOW), request, answer, NOW)
    (turn,) = kept.turns
    assert (kept.title, turn.asked, turn.said) == ("5 jazz songs", "5 jazz songs", answer.text)
    assert list(turn.track_ids) == [one.track_id for one in answer.items]
    assert turn.understood == answer.understood


def test_turns_are_kept_in_order():
    assert [turn.asked for turn in after("jazz", "slower").turns] == ["jazz", "slower"]


def test_a_title_is_made_of_the_first_words():
    title = begin("word " * 40, conversation_id="c", at=NOW).title
    assert len(title) <= LONGEST_TITLE
    assert title.endswith("word…")
