"""each media that comes or changes stands on shelves, from which lists are read"""

import sqlalchemy as sa
from alembic import op

revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None

# As in webapp/models/shelving.py when this was written.
GIVEN = "kind = 'captions' AND cue_count > 0 AND offered"
SIGNED = "offered AND file <> ''"
CAPTIONS = f"""coalesce((SELECT max(CASE WHEN trust = 'automatic' THEN 1 ELSE 2 END)
  FROM transcript WHERE media_id = {{media}} AND {GIVEN}), 0)"""
LENGTH = """CASE WHEN media.duration_ms <= 0 THEN 0 WHEN media.duration_ms < 300000 THEN 1
  WHEN media.duration_ms <= 1200000 THEN 2 ELSE 3 END"""
SHELVES = f"""FROM media
  CROSS JOIN (SELECT '' AS language
    UNION SELECT language FROM transcript WHERE media_id = {{media}} AND {GIVEN}) AS spoken
  CROSS JOIN (SELECT '' AS language
    UNION SELECT signed_in FROM media WHERE id = {{media}}
    UNION SELECT language FROM sign_track WHERE media_id = {{media}} AND {SIGNED}
    UNION SELECT 'any' FROM media WHERE id = {{media}} AND (signed_in <> '' OR EXISTS
      (SELECT 1 FROM sign_track WHERE media_id = {{media}} AND {SIGNED}))) AS signs
  CROSS JOIN (SELECT 0 AS id
    UNION SELECT topic_id FROM media_topic WHERE media_id = {{media}}) AS about"""
RENEW = (
    'DELETE FROM shelved WHERE media_id = {media}',
    f"""INSERT INTO shelf (library_id, visibility, captions, length, language, signed, topic_id)
  SELECT media.library_id, media.visibility, {CAPTIONS}, {LENGTH}, spoken.language,
    signs.language, about.id {SHELVES}
  WHERE media.id = {{media}} ORDER BY 5, 6, 7 ON CONFLICT DO NOTHING""",
    f"""INSERT INTO shelved (shelf_id, media_id, created_at, title, duration_ms, short_ms)
  SELECT shelf.id, media.id, media.created_at, substr(media.found_by, 1, 200), media.duration_ms,
    CASE WHEN media.duration_ms <= 0 THEN 9223372036854775807 ELSE media.duration_ms END
  {SHELVES}
  JOIN shelf ON shelf.library_id = media.library_id AND shelf.language = spoken.language
    AND shelf.signed = signs.language AND shelf.topic_id = about.id
    AND shelf.visibility = media.visibility AND shelf.captions = {CAPTIONS}
    AND shelf.length = {LENGTH}
  WHERE media.id = {{media}}""",
)
LOCK = 'PERFORM 1 FROM media WHERE id = which FOR NO KEY UPDATE'


def changed(*columns):
    return {each: f'{{row}}.{each}' for each in columns}


WATCHED = {
    'media': ('id', False, changed('library_id', 'visibility', 'created_at', 'found_by', 'duration_ms', 'signed_in')),
    'transcript': ('media_id', True, changed('kind', 'language', 'offered', 'trust') | {'cue_count': '({row}.cue_count > 0)'}),
    'sign_track': ('media_id', True, changed('language', 'offered', 'file')),
    'media_topic': ('media_id', True, {}),
}


def upgrade() -> None:
    op.create_table('shelf',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('library_id', sa.Integer(), nullable=False),
        sa.Column('visibility', sa.String(length=10), nullable=False),
        sa.Column('captions', sa.SmallInteger(), nullable=False),
        sa.Column('length', sa.SmallInteger(), nullable=False),
        sa.Column('language', sa.String(length=35), nullable=False),
        sa.Column('signed', sa.String(length=3), nullable=False),
        sa.Column('topic_id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['library_id'], ['library.id'], ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('library_id', 'language', 'signed', 'topic_id', 'visibility', 'captions', 'length', name='uq_shelf'),
    )
    op.create_index('ix_shelf_topics', 'shelf', ['library_id', 'language', 'topic_id'])
    op.create_index('ix_shelf_languages', 'shelf', ['library_id', 'signed', 'topic_id'])
    op.create_table('shelved',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('shelf_id', sa.Integer(), nullable=False),
        sa.Column('media_id', sa.Integer(), nullable=False),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.Column('title', sa.String(length=200), nullable=False),
        sa.Column('duration_ms', sa.BigInteger(), nullable=False),
        sa.Column('short_ms', sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(['shelf_id'], ['shelf.id'], ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['media_id'], ['media.id'], ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id'),
    )
    op.create_index('ix_shelved_media_id', 'shelved', ['media_id'])
    for column in ('created_at', 'title', 'duration_ms', 'short_ms'):
        op.create_index(f'ix_shelved_{column}', 'shelved', ['shelf_id', column, 'media_id'])
    op.create_table('shelf_count',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('shelf_id', sa.Integer(), nullable=False),
        sa.Column('n', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['shelf_id'], ['shelf.id'], ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id'),
    )
    op.create_index('ix_shelf_count_shelf_id', 'shelf_count', ['shelf_id'])
    if op.get_bind().dialect.name == 'postgresql':
        body = '; '.join((LOCK, *(each.replace('{media}', 'which') for each in RENEW)))
        op.execute(f'CREATE FUNCTION renew_shelves(which integer) RETURNS void LANGUAGE plpgsql AS $$ BEGIN {body}; END $$')
    count()
    watch()


def count() -> None:
    for name, when, row, n in (('more', 'INSERT', 'NEW', 1), ('less', 'DELETE', 'OLD', -1)):
        if op.get_bind().dialect.name == 'postgresql':
            op.execute(f'CREATE FUNCTION shelves_count_{name}() RETURNS trigger LANGUAGE plpgsql AS $$'
                f' BEGIN INSERT INTO shelf_count (shelf_id, n) VALUES ({row}.shelf_id, {n}); RETURN NULL; END $$')
            op.execute(f'CREATE TRIGGER shelves_count_{name} AFTER {when} ON shelved'
                f' FOR EACH ROW EXECUTE FUNCTION shelves_count_{name}()')
        else:
            op.execute(f'CREATE TRIGGER shelves_count_{name} AFTER {when} ON shelved BEGIN'
                f' UPDATE shelf_count SET n = n + {n} WHERE shelf_id = {row}.shelf_id;'
                f' INSERT INTO shelf_count (shelf_id, n) SELECT {row}.shelf_id, {n} WHERE changes() = 0; END')


def watch() -> None:
    for name, table, when, row, only, media in events():
        if op.get_bind().dialect.name == 'postgresql':
            only = only.replace(' IS NOT ', ' IS DISTINCT FROM ')
            op.execute(f'CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql'
                f' AS $$ BEGIN PERFORM renew_shelves({row}.{media}); RETURN NULL; END $$')
            op.execute(f'CREATE TRIGGER {name} AFTER {when} ON {table}'
                f' FOR EACH ROW {only}EXECUTE FUNCTION {name}()')
        else:
            body = '; '.join(RENEW).replace('{media}', f'{row}.{media}')
            op.execute(f'CREATE TRIGGER {name} AFTER {when} ON {table} {only}BEGIN {body}; END')


def events():
    for table, (media, goes, columns) in WATCHED.items():
        yield f'shelves_{table}_new', table, 'INSERT', 'NEW', '', media
        if goes:
            yield f'shelves_{table}_gone', table, 'DELETE', 'OLD', '', media
        if columns:
            pairs = [(each.replace('{row}', 'OLD'), each.replace('{row}', 'NEW')) for each in columns.values()]
            only = 'WHEN (' + ' OR '.join(f'{old} IS NOT {new}' for old, new in pairs) + ') '
            yield f'shelves_{table}_changed', table, f"UPDATE OF {', '.join(columns)}", 'NEW', only, media


def downgrade() -> None:
    is_postgresql = op.get_bind().dialect.name == 'postgresql'
    for name, table, *_ in events():
        op.execute(f'DROP TRIGGER {name}' + f' ON {table}' * is_postgresql)
        if is_postgresql:
            op.execute(f'DROP FUNCTION {name}()')
    if is_postgresql:
        op.execute('DROP FUNCTION renew_shelves(integer)')
    for table in ('shelf_count', 'shelved', 'shelf'):
        op.drop_table(table)
    if is_postgresql:
        op.execute('DROP FUNCTION shelves_count_more()')
        op.execute('DROP FUNCTION shelves_count_less()')
