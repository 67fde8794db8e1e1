"""What each new application makes anew, made once for all the applications of a run.

A test without a browser has an application of its own; two thousand of them would compile the
same templates, addresses and SQL for most of the time that the tests take.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from types import CodeType

from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Connection, Engine, event
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule


class CompiledTemplates(BytecodeCache):
    """Templates compiled once; an environment takes this as its ``bytecode_cache``."""

    def __init__(self) -> None:
        self._compiled: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._compiled.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._compiled[bucket.key, bucket.checksum] = bucket.code


def compile_addresses_once() -> None:
    """Let rules that are written alike share what is made of them.

    For each rule of each application Werkzeug reads its text and writes a function in Python that
    builds its addresses (100 ms for all of ours). Neither holds anything of the application.
    """
    compile_one: Callable[[Rule], None] = Rule.compile
    compiled: dict[tuple[object, ...], Rule] = {}

    @wraps(compile_one)
    def compile_once(rule: Rule) -> None:
        place = rule.host if rule.map.host_matching else rule.subdomain
        written = (rule.rule, place, rule.merge_slashes, repr(rule.defaults))
        if (known := compiled.get(written)) is None:
            compile_one(rule)
            compiled[written] = rule
            return
        rule._parts, rule._trace, rule._converters = known._parts, known._trace, known._converters
        rule.arguments |= known.arguments
        rule._build = known._build.__func__.__get__(rule)
        rule._build_unknown = known._build_unknown.__func__.__get__(rule)

    Rule.compile = compile_once


def compile_statements_once() -> None:
    """Let the engines of all applications share the SQL that SQLAlchemy writes for SQLite.

    It keeps what it has written for a dialect, and each engine has one of its own; all of ours are
    made alike. What it reads of a statement, and what it sends, stays as it is.
    """
    written: LRUCache[object, object] = LRUCache(10_000)

    @event.listens_for(Engine, "engine_connect")
    def share(connection: Connection) -> None:
        if type(connection.dialect) is SQLiteDialect_pysqlite:
            connection.execution_options(compiled_cache=written)

    SQLiteDialect_pysqlite.__eq__ = lambda dialect, other: type(dialect) is type(other)
    SQLiteDialect_pysqlite.__hash__ = lambda dialect: hash(type(dialect))
