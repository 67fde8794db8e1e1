"""PostgreSQL finds the same words as SQLite: those that we cut and folded, as they are"""

from alembic import op

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None

# As in webapp/models/search_index.py when this was written.
FOUND_WORDS = """CREATE OR REPLACE FUNCTION found_words(words text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT coalesce(string_agg(quote_literal(left(word, 500)) || ':' || least(place, 16383), ' '),
                  '')::tsvector
  FROM unnest(string_to_array(words, ' ')) WITH ORDINALITY AS each (word, place)
  WHERE word <> ''
$$"""
SHOWN = {'cue': ' WHERE cue.deleted_at_ms IS NULL', 'media': ''}


def upgrade() -> None:
    if op.get_bind().dialect.name != 'postgresql':
        return
    # The first library was made with its number: the next one must not get the same.
    op.execute("SELECT setval('library_id_seq', max(id)) FROM library")
    op.execute(FOUND_WORDS)
    for table, shown in SHOWN.items():
        op.execute(f'DROP INDEX ix_{table}_search')
        op.execute(f'ALTER TABLE {table} ADD COLUMN found_words tsvector GENERATED ALWAYS AS (found_words(found_by)) STORED')
        op.execute(f'CREATE INDEX ix_{table}_search ON {table} USING gin (found_words){shown}')


def downgrade() -> None:
    if op.get_bind().dialect.name != 'postgresql':
        return
    for table, shown in SHOWN.items():
        op.execute(f'DROP INDEX ix_{table}_search')
        op.execute(f'ALTER TABLE {table} DROP COLUMN found_words')
        op.execute(f"CREATE INDEX ix_{table}_search ON {table} USING gin (to_tsvector('simple', found_by)){shown}")
    op.execute('DROP FUNCTION found_words(text)')
