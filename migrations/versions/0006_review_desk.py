"""what reviewers had begun to type, and where they are"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('cue_draft',
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('cue_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['cue_id'], ['cue.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('user_id', 'cue_id')
    )
    op.create_index(op.f('ix_cue_draft_cue_id'), 'cue_draft', ['cue_id'])
    op.create_table('presence',
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('transcript_id', sa.Integer(), nullable=False),
    sa.Column('cue_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['cue_id'], ['cue.id'], ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['transcript_id'], ['transcript.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('user_id', 'transcript_id')
    )
    op.create_index(op.f('ix_presence_at'), 'presence', ['at'])
    op.create_index(op.f('ix_presence_cue_id'), 'presence', ['cue_id'])
    op.create_index(op.f('ix_presence_transcript_id'), 'presence', ['transcript_id'])


def downgrade() -> None:
    op.drop_table('presence')
    op.drop_table('cue_draft')
