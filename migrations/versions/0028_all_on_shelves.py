"""the media that were there stand on shelves, too"""

import sqlalchemy as sa
from alembic import op

revision = '0028'
down_revision = '0027'
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


def upgrade() -> None:
    """Put each on its shelves; the triggers of 0027 do so with those that change meanwhile."""
    if op.get_bind().dialect.name == 'postgresql':
        # Pages are read meanwhile; whoever changes a media that had its turn waits for the rest.
        op.execute('DO $$ DECLARE each integer; BEGIN FOR each IN SELECT id FROM media ORDER BY id'
            ' LOOP PERFORM renew_shelves(each); END LOOP; END $$')
        return
    for number in op.get_bind().execute(sa.text('SELECT id FROM media ORDER BY id')).scalars().all():
        for each in RENEW:
            op.get_bind().execute(sa.text(each.replace('{media}', ':media')), {'media': number})


def downgrade() -> None:
    pass
