"""signed versions come from people, are examined, reviewed and talked about"""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

TABLES = ('sign_step', 'sign_note', 'sign_feedback', 'sign_check', 'sign_assignment',
    'sign_activity', 'composition', 'sign_clip')
ADDED = ('nature', 'small', 'strip', 'strip_ms', 'fitted', 'confidence', 'source', 'original_name', 'bytes', 'crop', 'suggested_crop', 'state', 'offered', 'version')


def upgrade() -> None:
    _extend_sign_track()
    op.add_column('media',
        sa.Column('signed_in', sa.String(length=3), server_default='', nullable=False))
    op.create_table('sign_clip',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('term_id', sa.Integer(), nullable=True),
    sa.Column('place', sa.String(length=60), nullable=False),
    sa.Column('language', sa.String(length=3), nullable=False),
    sa.Column('signer', sa.String(length=100), nullable=False),
    sa.Column('region', sa.String(length=100), nullable=False),
    sa.Column('notes', sa.String(length=500), nullable=False),
    sa.Column('source', sa.String(length=80), nullable=False),
    sa.Column('original_name', sa.String(length=500), nullable=False),
    sa.Column('bytes', sa.BigInteger(), nullable=False),
    sa.Column('file', sa.String(length=80), nullable=False),
    sa.Column('poster', sa.String(length=80), nullable=False),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.Column('duration_ms', sa.BigInteger(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('job_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['job_id'], ['job.id'], ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['person_id'], ['users.id'], ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['term_id'], ['glossary_term.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_sign_clip_job_id'), 'sign_clip', ['job_id'])
    op.create_index(op.f('ix_sign_clip_person_id'), 'sign_clip', ['person_id'])
    op.create_index('ix_sign_clip_place', 'sign_clip', ['place', 'language'])
    op.create_index(op.f('ix_sign_clip_term_id'), 'sign_clip', ['term_id'])
    op.create_table('composition',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('track_id', sa.Integer(), nullable=False),
    sa.Column('track_version', sa.Integer(), nullable=False),
    sa.Column('layout', sa.String(length=6), nullable=False),
    sa.Column('share', sa.Integer(), nullable=False),
    sa.Column('file', sa.String(length=80), nullable=False),
    sa.Column('bytes', sa.BigInteger(), nullable=False),
    sa.Column('job_id', sa.Integer(), nullable=True),
    sa.Column('used_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['job_id'], ['job.id'], ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['track_id'], ['sign_track.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('track_id', 'track_version', 'layout', 'share')
    )
    op.create_index(op.f('ix_composition_job_id'), 'composition', ['job_id'])
    op.create_index(op.f('ix_composition_track_id'), 'composition', ['track_id'])
    op.create_table('sign_activity',
    sa.Column('track_id', sa.Integer(), nullable=False),
    sa.Column('stretches', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['track_id'], ['sign_track.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('track_id')
    )
    op.create_table('sign_assignment',
    sa.Column('track_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('given_by_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['given_by_id'], ['users.id'], ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['person_id'], ['users.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['track_id'], ['sign_track.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('track_id')
    )
    op.create_index(op.f('ix_sign_assignment_given_by_id'), 'sign_assignment', ['given_by_id'])
    op.create_index(op.f('ix_sign_assignment_person_id'), 'sign_assignment', ['person_id'])
    op.create_table('sign_check',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('track_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=30), nullable=False),
    sa.Column('level', sa.String(length=6), nullable=False),
    sa.Column('ok', sa.Boolean(), nullable=True),
    sa.Column('value', sa.Double(), nullable=True),
    sa.Column('limit', sa.Double(), nullable=True),
    sa.Column('unit', sa.String(length=12), nullable=False),
    sa.Column('at_ms', sa.JSON(), nullable=False),
    sa.Column('still', sa.String(length=80), nullable=False),
    sa.ForeignKeyConstraint(['track_id'], ['sign_track.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_sign_check_track_id'), 'sign_check', ['track_id'])
    op.create_table('sign_feedback',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('track_id', sa.Integer(), nullable=True),
    sa.Column('clip_id', sa.Integer(), nullable=True),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('token', sa.String(length=64), nullable=False),
    sa.Column('understood', sa.String(length=6), nullable=False),
    sa.Column('at_ms', sa.BigInteger(), nullable=True),
    sa.Column('text', sa.String(length=1000), nullable=False),
    sa.Column('reply', sa.String(length=80), nullable=False),
    sa.Column('reply_playable', sa.String(length=80), nullable=False),
    sa.Column('job_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('answer', sa.String(length=1000), nullable=False),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.Column('answered_at', sa.DateTime(), nullable=True),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['answered_by_id'], ['users.id'], ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['clip_id'], ['sign_clip.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['job_id'], ['job.id'], ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['person_id'], ['users.id'], ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['track_id'], ['sign_track.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_sign_feedback_answered_by_id'), 'sign_feedback', ['answered_by_id'])
    op.create_index(op.f('ix_sign_feedback_clip_id'), 'sign_feedback', ['clip_id'])
    op.create_index(op.f('ix_sign_feedback_job_id'), 'sign_feedback', ['job_id'])
    op.create_index('ix_sign_feedback_open', 'sign_feedback', ['state', 'track_id'])
    op.create_index(op.f('ix_sign_feedback_person_id'), 'sign_feedback', ['person_id'])
    op.create_index(op.f('ix_sign_feedback_token'), 'sign_feedback', ['token'])
    op.create_index(op.f('ix_sign_feedback_track_id'), 'sign_feedback', ['track_id'])
    op.create_table('sign_note',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('track_id', sa.Integer(), nullable=False),
    sa.Column('at_ms', sa.BigInteger(), nullable=True),
    sa.Column('answers_id', sa.Integer(), nullable=True),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('text', sa.String(length=500), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('settled_at', sa.DateTime(), nullable=True),
    sa.Column('settled_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['answers_id'], ['sign_note.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['users.id'], ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['settled_by_id'], ['users.id'], ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['track_id'], ['sign_track.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_sign_note_answers_id'), 'sign_note', ['answers_id'])
    op.create_index('ix_sign_note_open', 'sign_note', ['track_id', 'settled_at'])
    op.create_index(op.f('ix_sign_note_person_id'), 'sign_note', ['person_id'])
    op.create_index(op.f('ix_sign_note_settled_by_id'), 'sign_note', ['settled_by_id'])
    op.create_table('sign_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('track_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('hearing', sa.String(length=10), nullable=False),
    sa.Column('why', sa.String(length=500), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('overridden', sa.JSON(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['users.id'], ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['track_id'], ['sign_track.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_sign_step_in_order', 'sign_step', ['track_id', 'id'])
    op.create_index(op.f('ix_sign_step_person_id'), 'sign_step', ['person_id'])


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    op.drop_column('media', 'signed_in')
    with op.batch_alter_table('sign_track') as batch:
        batch.drop_constraint('fk_sign_track_person', type_='foreignkey')
        batch.drop_constraint('fk_sign_track_job', type_='foreignkey')
        batch.drop_index('ix_sign_track_person_id')
        batch.drop_index('ix_sign_track_job_id')
        for name in (*ADDED, 'person_id', 'job_id', 'created_at'):
            batch.drop_column(name)


def _extend_sign_track() -> None:
    """What is there was added by hand, prepared: viewers go on getting it."""
    with op.batch_alter_table('sign_track') as batch:
        batch.add_column(sa.Column('nature', sa.String(length=14), nullable=False, server_default='interpretation'))
        batch.add_column(sa.Column('small', sa.String(length=80), nullable=False, server_default=''))
        batch.add_column(sa.Column('strip', sa.String(length=80), nullable=False, server_default=''))
        batch.add_column(sa.Column('strip_ms', sa.JSON(), nullable=False, server_default='[]'))
        batch.add_column(sa.Column('fitted', sa.String(length=5), nullable=False, server_default=''))
        batch.add_column(sa.Column('confidence', sa.Double(), nullable=True))
        batch.add_column(sa.Column('source', sa.String(length=80), nullable=False, server_default=''))
        batch.add_column(sa.Column('original_name', sa.String(length=500), nullable=False, server_default=''))
        batch.add_column(sa.Column('bytes', sa.BigInteger(), nullable=False, server_default='0'))
        batch.add_column(sa.Column('crop', sa.JSON(none_as_null=True), nullable=True))
        batch.add_column(sa.Column('suggested_crop', sa.JSON(none_as_null=True), nullable=True))
        batch.add_column(sa.Column('state', sa.String(length=12), nullable=False, server_default='published'))
        batch.add_column(sa.Column('offered', sa.Boolean(), nullable=False, server_default=sa.true()))
        batch.add_column(sa.Column('version', sa.Integer(), nullable=False, server_default='1'))
        batch.add_column(sa.Column('person_id', sa.Integer(), nullable=True))
        batch.add_column(sa.Column('job_id', sa.Integer(), nullable=True))
        batch.add_column(sa.Column('created_at', sa.DateTime(), nullable=True))
        batch.create_foreign_key(
            'fk_sign_track_person', 'users', ['person_id'], ['id'], ondelete='SET NULL')
        batch.create_foreign_key('fk_sign_track_job', 'job', ['job_id'], ['id'], ondelete='SET NULL')
    op.create_index(op.f('ix_sign_track_person_id'), 'sign_track', ['person_id'])
    op.create_index(op.f('ix_sign_track_job_id'), 'sign_track', ['job_id'])
    op.execute('UPDATE sign_track SET created_at ='
        ' (SELECT media.created_at FROM media WHERE media.id = sign_track.media_id)')
    with op.batch_alter_table('sign_track') as batch:
        batch.alter_column('created_at', existing_type=sa.DateTime(), nullable=False)
