"""Read a SELECT and write it anew, with nothing in it that is not known to be harmless.

PostgreSQL has no authorizer: a read-only transaction still lets a SELECT call functions that
sleep, read files or tell secrets, and a superuser's COPY run programs. So what runs there is never
the text that was sent: it is parsed, every part must be of a kind that is listed here, and the
text that runs is written from what was understood.
"""

from typing import TYPE_CHECKING, Any

from menura.assistant import QueryRefusedError

if TYPE_CHECKING:
    from sqlglot.expressions import Expression

VIEW = "chat_track"
LONGEST_QUERY = 20_000

_CLAUSES = (
    "Select Star From Table Identifier Column Where Join Group Having Order Ordered Limit Offset "
    "Fetch Distinct Alias TableAlias Subquery Union Except Intersect With CTE Window WindowSpec "
    "Filter"
)
_VALUES = (
    "Literal Boolean Null Paren Tuple Neg Not And Or EQ NEQ GT GTE LT LTE Between In Is Like ILike "
    "SimilarTo RegexpLike RegexpILike Escape Add Sub Mul Div Mod DPipe Case If Cast DataType "
    "DataTypeParam Interval Var Exists"
)
_FUNCTIONS = (
    "Count Sum Avg Min Max Abs Round Ceil Floor Sqrt Ln Pow Sign Greatest Least Coalesce Nullif "
    "Lower Upper Initcap Length Trim Substring Left Right Concat ConcatWs StrPosition Replace Rand "
    "Stddev StddevPop StddevSamp Variance Median RowNumber Rank DenseRank PercentRank Ntile Lag "
    "Lead FirstValue LastValue CurrentDate CurrentTimestamp Extract TimestampTrunc DateTrunc"
)
_TYPES = (
    "INT BIGINT SMALLINT FLOAT DOUBLE DECIMAL BOOLEAN TEXT VARCHAR CHAR DATE TIMESTAMP TIMESTAMPTZ "
    "INTERVAL"
)
KNOWN_PARTS = frozenset(f"{_CLAUSES} {_VALUES} {_FUNCTIONS}".split())
KNOWN_TYPES = frozenset(_TYPES.split())


def rewrite_select(sql: str) -> str:
    """Return the SELECT that `sql` is, written anew for PostgreSQL.

    Raises
    ------
    QueryRefusedError
        It is none, or more than a SELECT over the view ``chat_track``; says which part is.
    """
    from sqlglot import parse
    from sqlglot.errors import SqlglotError
    from sqlglot.expressions import Query

    if len(sql) > LONGEST_QUERY:
        raise QueryRefusedError(f"The query is longer than {LONGEST_QUERY} characters; ask less.")
    try:
        statements = [one for one in parse(sql, read="postgres") if one is not None]
    except (SqlglotError, RecursionError) as error:
        reason = str(error).splitlines()[0] if str(error) else "too deep"
        raise QueryRefusedError(f"The query cannot be read: {reason}") from error
    if len(statements) != 1 or not isinstance(statements[0], Query):
        raise QueryRefusedError("Only a single SELECT may be run.")
    root: Any = statements[0]
    for node in root.walk():
        _check(node)
    _check_tables(root)
    return str(root.sql(dialect="postgres", comments=False))


def _check(node: "Expression") -> None:
    """Refuse a part that is not of a kind that is known."""
    kind = type(node).__name__
    if kind not in KNOWN_PARTS:
        part = node.sql(dialect="postgres", comments=False)[:80]
        raise QueryRefusedError(f"The query may not hold {part!r}; use plain conditions.")
    if kind == "DataType" and getattr(node.this, "name", "") not in KNOWN_TYPES:
        raise QueryRefusedError(f"The query may not use the type {str(node)[:80]!r}.")


def _check_tables(root: Any) -> None:
    """Refuse everything that is read but the view, and parts of the query named before."""
    from sqlglot.expressions import CTE, Table, With

    named = {VIEW}
    parts = list(root.find_all(With))
    if any(part.parent is not root or part.args.get("recursive") for part in parts):
        raise QueryRefusedError("WITH may stand at the beginning only, and without RECURSIVE.")
    # In their order: a name means a part of the query only after that part.
    for part in root.find_all(CTE):
        _check_names(part.find_all(Table), named)
        named.add(_folded(part.args["alias"].this))
    _check_names(root.find_all(Table), named)


def _check_names(tables: Any, named: set[str]) -> None:
    from sqlglot.expressions import Identifier

    for table in tables:
        is_plain = isinstance(table.this, Identifier) and not table.db and not table.catalog
        if not is_plain or _folded(table.this) not in named:
            shown = table.sql(dialect="postgres", comments=False)[:80]
            raise QueryRefusedError(f"Only {VIEW} may be read, not {shown!r}.")


def _folded(identifier: Any) -> str:
    """Return a name as PostgreSQL compares it."""
    name = str(identifier.this)
    return name if identifier.args.get("quoted") else name.lower()
