"""topics, what captions are worth, and an index to search in captions and titles"""

import sqlalchemy as sa
from alembic import op

from webapp.search_terms import comparable

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

BATCH = 5_000

# As in webapp/models/search.py when this was written.
TOKENS = "unicode61 remove_diacritics 0 categories 'L* N* M*'"


def upgrade() -> None:
    op.create_table('topic',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('library_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('key', sa.String(length=160), nullable=False),
    sa.ForeignKeyConstraint(['library_id'], ['library.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('library_id', 'key')
    )
    op.create_table('media_topic',
    sa.Column('media_id', sa.Integer(), nullable=False),
    sa.Column('topic_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['media_id'], ['media.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['topic_id'], ['topic.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('media_id', 'topic_id')
    )
    op.create_index(op.f('ix_media_topic_topic_id'), 'media_topic', ['topic_id'], unique=False)

    # Not in batch mode: the tables stay as they are, however many cues there are.
    op.add_column('transcript', sa.Column('trust', sa.String(length=10), server_default='', nullable=False))
    op.add_column('cue', sa.Column('found_by', sa.String(), server_default='', nullable=False))
    op.add_column('media', sa.Column('found_by', sa.String(), server_default='', nullable=False))
    _keep_trust()
    _keep_words('cue', 'text')
    _keep_words('media', "title || ' ' || description")
    for table, shown in (('cue', '{row}.deleted_at_ms IS NULL'), ('media', '')):
        columns = 'found_by, deleted_at_ms' if table == 'cue' else 'found_by'
        if op.get_bind().dialect.name == 'sqlite':
            _index_with_fts5(table, columns, shown)
        else:
            where = f' WHERE {shown.format(row=table)}' if shown else ''
            op.execute(f"CREATE INDEX ix_{table}_search ON {table} USING gin (to_tsvector('simple', found_by)){where}")


def downgrade() -> None:
    for table in ('cue', 'media'):
        if op.get_bind().dialect.name == 'sqlite':
            for name in ('new', 'gone', 'before', 'after'):
                op.execute(f'DROP TRIGGER {table}_search_{name}')
            op.execute(f'DROP TABLE {table}_search')
        else:
            op.execute(f'DROP INDEX ix_{table}_search')
        op.drop_column(table, 'found_by')
    op.drop_column('transcript', 'trust')
    op.drop_index(op.f('ix_media_topic_topic_id'), table_name='media_topic')
    op.drop_table('media_topic')
    op.drop_table('topic')


def _keep_trust() -> None:
    op.execute("""UPDATE transcript SET trust = (
        SELECT CASE WHEN count(*) = 0 THEN ''
          WHEN sum(CASE WHEN state = 'draft' THEN 1 ELSE 0 END) > 0
            THEN CASE WHEN transcript.origin = 'engine' THEN 'automatic' ELSE 'file' END
          WHEN sum(CASE WHEN state = 'corrected' THEN 1 ELSE 0 END) > 0 THEN 'corrected'
          ELSE 'verified' END
        FROM cue WHERE cue.transcript_id = transcript.id AND cue.deleted_at_ms IS NULL)""")


def _keep_words(table: str, text: str) -> None:
    """Write down what search compares, in batches, so that memory stays flat."""
    connection, last = op.get_bind(), 0
    select = sa.text(f'SELECT id, {text} FROM {table} WHERE id > :last ORDER BY id LIMIT {BATCH}')
    update = sa.text(f'UPDATE {table} SET found_by = :found_by WHERE id = :id')
    while rows := connection.execute(select, {'last': last}).all():
        connection.execute(update, [{'id': id, 'found_by': comparable(said)} for id, said in rows])
        last = rows[-1][0]


def _index_with_fts5(table: str, columns: str, shown: str) -> None:
    name = f'{table}_search'
    old, new = (f'WHEN {shown.format(row=row)}' * bool(shown) for row in ('OLD', 'NEW'))
    add = f'INSERT INTO {name}(rowid, found_by) VALUES (NEW.id, NEW.found_by);'
    remove = f"INSERT INTO {name}({name}, rowid, found_by) VALUES ('delete', OLD.id, OLD.found_by);"
    for statement in (
        f"CREATE VIRTUAL TABLE {name} USING fts5(found_by, content='', tokenize=\"{TOKENS}\")",
        f'CREATE TRIGGER {name}_new AFTER INSERT ON {table} {new} BEGIN {add} END',
        f'CREATE TRIGGER {name}_gone AFTER DELETE ON {table} {old} BEGIN {remove} END',
        f'CREATE TRIGGER {name}_before BEFORE UPDATE OF {columns} ON {table} {old} BEGIN {remove} END',
        f'CREATE TRIGGER {name}_after AFTER UPDATE OF {columns} ON {table} {new} BEGIN {add} END',
    ):
        op.get_bind().exec_driver_sql(statement)
    where = f' WHERE {shown.format(row=table)}' if shown else ''
    op.execute(f'INSERT INTO {name}(rowid, found_by) SELECT id, found_by FROM {table}{where}')
