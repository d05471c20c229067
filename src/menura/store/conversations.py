"""Keep conversations in SQL."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, insert, select

from menura.assistant import ChatEvent, ChatMode, Conversation, ConversationNotFoundError, Turn
from menura.kernel.ids import is_id
from menura.store.discover_tables import conversation


class SqlConversations:
    """Conversations, in SQL."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, new: Conversation) -> None:
        """Keep a conversation, replacing the one with its id."""
        self._connection.execute(delete(conversation).where(conversation.c.id == new.id))
        self._connection.execute(
            insert(conversation).values(
                id=new.id,
                title=new.title,
                created_at=new.created_at,
                updated_at=new.updated_at,
                turns=[_turn_record(turn) for turn in new.turns],
            )
        )

    def get(self, conversation_id: str) -> Conversation:
        """Return a conversation; raise ConversationNotFoundError."""
        row = None
        if is_id(conversation_id):
            query = select(conversation).where(conversation.c.id == conversation_id)
            row = self._connection.execute(query).mappings().one_or_none()
        if row is None:
            raise ConversationNotFoundError(conversation_id)
        return _conversation(row, [_turn(record) for record in row["turns"]])

    def all(self, limit: int) -> Sequence[Conversation]:
        """Return the latest conversations without turns, latest first."""
        shown = [column for column in conversation.c if column.name != "turns"]
        latest_first = (conversation.c.updated_at.desc(), conversation.c.id.desc())
        query = select(*shown).order_by(*latest_first).limit(limit)
        return [_conversation(row, ()) for row in self._connection.execute(query).mappings()]

    def remove(self, conversation_id: str) -> None:
        """Forget a conversation; raise ConversationNotFoundError."""
        self.get(conversation_id)
        mine = conversation.c.id == conversation_id
        self._connection.execute(delete(conversation).where(mine))


def _conversation(row: RowMapping, turns: Sequence[Turn]) -> Conversation:
    return Conversation(
        id=row["id"],
        title=row["title"],
        turns=turns,
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )


def _turn_record(turn: Turn) -> dict[str, Any]:
    return asdict(turn) | {"mode": turn.mode.value, "at": turn.at.isoformat()}


def _turn(record: Mapping[str, Any]) -> Turn:
    return Turn(
        **dict(record)
        | {
            "mode": ChatMode(record["mode"]),
            "at": datetime.fromisoformat(record["at"]),
            "track_ids": tuple(record["track_ids"]),
            "log": tuple(ChatEvent(**event) for event in record["log"]),
        }
    )
