"""Let one SELECT over one view through, and nothing else.

What a language model wrote is parsed, every node of its tree is compared with a list of what is
allowed, and the statement that runs is written anew from the tree: comments, odd spellings and
whatever a parser might overlook never reach the database. The connection is read-only and has a
time limit besides (`TrackQueries`).
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from menura.assistant.errors import QueryRefusedError

if TYPE_CHECKING:
    from sqlglot import exp

VIEW = "chat_track"
MOST_ROWS = 500
JOINERS = "\u200c\u200d"  # how Persian and Hindi are written, and some emoji
LONGEST_SQL = 4_000
MOST_NODES = 400
MOST_SELECTS = 3  # each one inside another multiplies the work
MOST_OFFSET = 100_000
MOST_JOINED = 8  # texts: more would make long ones out of short ones
_LONGEST_LITERAL = 200
_OWN_SCHEMAS = ("", "main", "public")
_SELECT_PARTS = frozenset(
    {"expressions", "from", "from_", "where", "group", "having", "order", "limit", "offset",
     "distinct", "kind", "operation_modifiers"}
)  # fmt: skip
_ALLOWED_NODES = (
    # the statement
    "Select From Where Group Having Order Ordered Limit Offset Fetch Distinct Subquery Exists"
    " TableAlias Table Alias Identifier Column Star"
    # values and what joins them
    " Literal Null Boolean Paren And Or Not EQ NEQ GT GTE LT LTE Is In Between Like ILike Escape"
    " Add Sub Mul Div IntDiv Mod Neg DPipe Case If NullSafeEQ NullSafeNEQ Tuple"
    # functions
    " Count Sum Avg Min Max Abs Round Ceil Floor Lower Upper Length Coalesce Nullif Trim Concat"
    " Substring Rand Cast TryCast DataType DataTypeParam Greatest Least Window WindowSpec"
    " RowNumber"
)
_TYPE_NAMES = "INT INTEGER BIGINT SMALLINT TEXT VARCHAR CHAR FLOAT DOUBLE DECIMAL BOOLEAN "
_TYPES = frozenset(_TYPE_NAMES.split())


def check_query(
    sql: str,
    dialect: str,
    columns: Iterable[str],
    limit: int = MOST_ROWS,
    *,
    only_ids: bool = False,
) -> str:
    """Return the statement to run in the place of what was written.

    Parameters
    ----------
    dialect : str
        As sqlglot names it: ``sqlite`` or ``postgres``.
    columns : iterable of str
        Of the view; no other name may be used but aliases of the statement itself.
    limit : int
        Most rows; a larger limit is lowered, a missing one is set.
    only_ids : bool
        Give nothing but the id, and what ORDER BY needs: nobody reads the rest.

    Raises
    ------
    QueryRefusedError
        Says what is not allowed.
    """
    from sqlglot.errors import SqlglotError

    select = _only_select(sql, dialect)
    try:
        most = _take_limit(select, limit)
        _check_nodes(select, frozenset(name.lower() for name in columns))
        _check_offset(select)
        _select_ids(select)
        if only_ids:
            _keep_what_orders(select)
        return select.limit(most).sql(dialect=dialect, comments=False, identify=True)
    except (SqlglotError, RecursionError) as error:
        raise QueryRefusedError(f"The SQL cannot be read: {_first_line(error)}.") from error


def _only_select(sql: str, dialect: str) -> "exp.Select":
    import sqlglot
    from sqlglot import exp
    from sqlglot.errors import SqlglotError

    if len(sql) > LONGEST_SQL:
        raise QueryRefusedError(f"The SQL has more than {LONGEST_SQL} characters.")
    if any(not c.isprintable() and c not in "\n\r\t" + JOINERS for c in sql):
        raise QueryRefusedError("The SQL contains characters that cannot be seen.")
    try:
        parsed = [one for one in sqlglot.parse(sql, dialect=dialect) if one is not None]
    except (SqlglotError, RecursionError) as error:
        raise QueryRefusedError(f"The SQL cannot be read: {_first_line(error)}.") from error
    statements = [one for one in parsed if not isinstance(one, exp.Semicolon)]
    if len(statements) != 1:
        raise QueryRefusedError(f"Only one statement is run, not {len(statements)}.")
    statement = statements[0]
    if not isinstance(statement, exp.Select):
        raise QueryRefusedError(
            f"Only a plain SELECT is run, not {type(statement).__name__.upper()}."
        )
    return statement


def _check_nodes(select: "exp.Select", columns: frozenset[str]) -> None:
    from sqlglot import exp

    allowed = tuple(getattr(exp, name) for name in _ALLOWED_NODES.split() if hasattr(exp, name))
    nodes = list(select.walk())
    if len(nodes) > MOST_NODES:
        raise QueryRefusedError("The SQL is too long; ask for less at once.")
    selects = [node for node in nodes if isinstance(node, exp.Select)]
    for one in selects:
        _check_parts(one)
    for node in nodes:
        if type(node) not in allowed:
            raise QueryRefusedError(f"{_name_of(node)} is not allowed.")
    if sum(isinstance(node, exp.DPipe | exp.Concat) for node in nodes) > MOST_JOINED:
        raise QueryRefusedError(f"At most {MOST_JOINED} texts may be joined to others.")
    if len(selects) > MOST_SELECTS:
        raise QueryRefusedError(f"At most {MOST_SELECTS} SELECTs may stand in each other.")
    aliases = {node.alias.lower() for node in nodes if isinstance(node, exp.Alias | exp.Subquery)}
    for node in nodes:
        if isinstance(node, exp.Table):
            _settle_table(node)
        elif isinstance(node, exp.Column):
            _settle_column(node, columns | aliases)
        elif isinstance(node, exp.DataType):
            _check_type(node)
        elif isinstance(node, exp.Literal) and len(str(node.this)) > _LONGEST_LITERAL:
            raise QueryRefusedError("A text or number in the SQL is too long.")


def _check_parts(select: "exp.Select") -> None:
    for part, value in select.args.items():
        if value and part not in _SELECT_PARTS:
            raise QueryRefusedError(f"{part.strip('_').upper()} is not allowed in the SELECT.")
    if select.args.get("kind") or select.args.get("operation_modifiers"):
        raise QueryRefusedError("Only a plain SELECT is run.")
    if not (select.args.get("from") or select.args.get("from_")):
        raise QueryRefusedError(f"The statement must read the table {VIEW}.")


def _settle_table(table: "exp.Table") -> None:
    """Let only the view through, and nothing that is said beside its name and alias."""
    from sqlglot import exp

    name = table.this
    said = name.name if isinstance(name, exp.Identifier) else ""
    plain = said if said and name.quoted else said.lower()
    if plain != VIEW or table.db.lower() not in _OWN_SCHEMAS or table.catalog:
        shown = ".".join(part for part in (table.catalog, table.db, said or "a function") if part)
        raise QueryRefusedError(f"Only the table {VIEW} may be read, not {shown[:80]!r}.")
    alias = table.args.get("alias")
    if alias is not None and alias.args.get("columns"):
        raise QueryRefusedError("Columns must keep their names.")
    for part in [part for part in table.args if part not in ("this", "alias")]:
        table.set(part, None)
    table.set("this", exp.to_identifier(VIEW))


def _settle_column(column: "exp.Column", known: frozenset[str]) -> None:
    from sqlglot import exp

    if isinstance(column.this, exp.Star):
        return
    name = column.name.lower()
    if name not in known:
        raise QueryRefusedError(f"There is no column {column.name[:80]!r} in {VIEW}.")
    if column.args.get("db") or column.args.get("catalog"):
        column.set("db", None)
        column.set("catalog", None)
    column.set("this", exp.to_identifier(name))


def _check_type(kind: "exp.DataType") -> None:
    name = getattr(kind.this, "value", kind.this)
    if str(name).upper() not in _TYPES:
        raise QueryRefusedError(f"The type {str(name)[:40]!r} is not allowed.")


def _select_ids(select: "exp.Select") -> None:
    """Make the statement give an id for each row; rows that are no tracks are refused."""
    from sqlglot import exp

    distinct = select.args.get("distinct")
    if distinct is not None and distinct.args.get("on"):
        raise QueryRefusedError("DISTINCT ON is not allowed.")
    if select.args.get("group") or select.args.get("having"):
        raise QueryRefusedError("The outer SELECT must give tracks, not groups.")
    if any(_is_aggregate(part) for part in select.expressions):
        raise QueryRefusedError("The outer SELECT must give tracks, not sums.")
    select.set("distinct", None)  # ids are not repeated, and ORDER BY would need its columns
    for part in select.expressions:
        if part.alias_or_name.lower() == "id" and not _is_id(part):
            raise QueryRefusedError("Nothing but the column id may be called id.")
    if not any(_is_id(part) or part.is_star for part in select.expressions):
        select.set("expressions", [exp.column("id"), *select.expressions])


def _keep_what_orders(select: "exp.Select") -> None:
    """Leave only the id, and what ORDER BY calls by its alias."""
    from sqlglot import exp

    order = select.args.get("order")
    named: set[str] = set()
    for ordered in order.expressions if order is not None else ():
        if isinstance(ordered.this, exp.Literal) and ordered.this.is_int:
            ordered.set("this", _at_place(select, int(ordered.this.this)))
        named |= {one.name.lower() for one in ordered.find_all(exp.Column)}
    kept = [
        part
        for part in select.expressions
        if isinstance(part, exp.Alias) and not _is_id(part) and part.alias.lower() in named
    ]
    select.set("expressions", [exp.column("id"), *kept])


def _at_place(select: "exp.Select", place: int) -> "exp.Expression":
    """Return what ``ORDER BY 2`` means."""
    if not 1 <= place <= len(select.expressions):
        raise QueryRefusedError(f"ORDER BY {place} points at no column.")
    part = select.expressions[place - 1]
    if part.is_star:
        raise QueryRefusedError("ORDER BY must name its column.")
    found: exp.Expression = part.unalias().copy()
    return found


def _is_id(part: "exp.Expression") -> bool:
    from sqlglot import exp

    inner = part.this if isinstance(part, exp.Alias) else part
    return isinstance(inner, exp.Column) and inner.name == "id" and part.alias_or_name == "id"


def _is_aggregate(part: "exp.Expression") -> bool:
    from sqlglot import exp

    return any(
        not isinstance(one, exp.RowNumber)
        and not isinstance(one.parent, exp.Window)
        and one.parent_select is part.parent_select
        for one in part.find_all(exp.AggFunc)
    )


def _take_limit(select: "exp.Select", limit: int) -> int:
    """Take the outer limit out of the tree, whatever it says, and return the one that holds."""
    from sqlglot import exp

    asked = select.args.get("limit")
    select.set("limit", None)
    if asked is None:
        return limit
    said = asked.args.get("expression") or asked.args.get("count")
    if any(asked.find_all(exp.Select, exp.Func)):
        raise QueryRefusedError("LIMIT must be a number.")
    most = int(said.this) if isinstance(said, exp.Literal) and said.is_int else limit
    return max(0, min(most, limit))


def _check_offset(select: "exp.Select") -> None:
    from sqlglot import exp

    offset = select.args.get("offset")
    if offset is None:
        return
    value = offset.args.get("expression")
    if not (isinstance(value, exp.Literal) and value.is_int and int(value.this) <= MOST_OFFSET):
        raise QueryRefusedError(f"OFFSET must be a number up to {MOST_OFFSET}.")


def _name_of(node: object) -> str:
    from sqlglot import exp

    if isinstance(node, exp.Anonymous):
        return f"The function {str(node.this)[:60]!r}"
    if isinstance(node, exp.Func):
        return f"The function {node.sql_name()[:60]!r}"
    return type(node).__name__.upper()


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or ["it is too deep"])[0][:200].rstrip(".")
