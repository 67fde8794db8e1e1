"""who changed what in captions, and how many are in which state"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

COUNTS = {'drafts': 'draft', 'corrected': 'corrected', 'verified': 'verified'}


def upgrade() -> None:
    op.create_table('revision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('transcript_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('undoes_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['users.id'], ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['transcript_id'], ['transcript.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['undoes_id'], ['revision.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_revision_by_person', 'revision', ['transcript_id', 'person_id', 'id'])
    op.create_index(op.f('ix_revision_person_id'), 'revision', ['person_id'])
    op.create_index(op.f('ix_revision_undoes_id'), 'revision', ['undoes_id'])
    op.create_table('cue_change',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('revision_id', sa.Integer(), nullable=False),
    sa.Column('cue_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('before', sa.JSON(), nullable=True),
    sa.Column('after', sa.JSON(), nullable=True),
    sa.ForeignKeyConstraint(['cue_id'], ['cue.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['revision_id'], ['revision.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_cue_change_history', 'cue_change', ['cue_id', 'version'])
    op.create_index(op.f('ix_cue_change_revision_id'), 'cue_change', ['revision_id'])

    # Not in batch mode: the tables stay as they are, however many cues there are.
    for column, state in COUNTS.items():
        op.add_column('transcript', sa.Column(column, sa.Integer(), nullable=False, server_default='0'))
        op.execute(f"""UPDATE transcript SET {column} = (SELECT count(*) FROM cue
            WHERE cue.transcript_id = transcript.id AND cue.state = '{state}' AND cue.deleted_at_ms IS NULL)""")


def downgrade() -> None:
    for column in COUNTS:
        op.drop_column('transcript', column)
    op.drop_table('cue_change')
    op.drop_table('revision')
