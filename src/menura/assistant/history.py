"""Keep what was said."""

from collections.abc import Sequence

from menura.assistant.conversations import begin, with_turn
from menura.assistant.model import ChatAnswer, ChatRequest, Conversation
from menura.assistant.ports import ConversationRepository
from menura.kernel.clock import Clock
from menura.kernel.ids import new_id

MOST_LISTED = 100
EXAMPLES = (
    "Music that is good for after lunch",
    "Morning pop with good energy",
    "A mix of metal and hard rock like AC/DC, Iron Maiden",
    "20 calm songs from the 70s, without live versions",
    "Something like my favourites, but slower",
)


class Conversations:
    """Conversations, as doors use them."""

    def __init__(self, conversations: ConversationRepository, clock: Clock) -> None:
        self._conversations = conversations
        self._clock = clock

    def all(self) -> Sequence[Conversation]:
        """Return the latest conversations without turns, latest first."""
        return self._conversations.all(MOST_LISTED)

    def get(self, conversation_id: str) -> Conversation:
        """Return a conversation; raise ConversationNotFoundError."""
        return self._conversations.get(conversation_id)

    def remove(self, conversation_id: str) -> None:
        """Forget a conversation; raise ConversationNotFoundError."""
        self._conversations.remove(conversation_id)

    def record(
        self, before: Conversation | None, request: ChatRequest, answer: ChatAnswer
    ) -> Conversation:
        """Keep an exchange, as the latest of a conversation or the first of a new one."""
        now = self._clock.now()
        if before is not None:  # as it is now: somebody may have asked at the same time
            before = self._conversations.get(before.id)
        known = before or begin(request.text, conversation_id=new_id(self._clock), at=now)
        kept = with_turn(known, request, answer, at=now)
        self._conversations.put(kept)
        return kept
