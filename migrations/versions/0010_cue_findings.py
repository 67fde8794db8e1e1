"""what lint finds is kept per cue"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Nothing is looked at here: the worker does that bit by bit, and the first change of each.
    op.create_table('kept_lint',
    sa.Column('transcript_id', sa.Integer(), nullable=False),
    sa.Column('rules', sa.String(length=200), nullable=False),
    sa.Column('errors', sa.Integer(), nullable=False),
    sa.Column('warnings', sa.Integer(), nullable=False),
    sa.Column('longest_ms', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['transcript_id'], ['transcript.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('transcript_id')
    )
    op.create_table('cue_finding',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('transcript_id', sa.Integer(), nullable=False),
    sa.Column('cue_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=30), nullable=False),
    sa.Column('severity', sa.String(length=7), nullable=False),
    sa.Column('measured', sa.Double(), nullable=False),
    sa.Column('limit', sa.Double(), nullable=False),
    sa.Column('unit', sa.String(length=20), nullable=False),
    sa.Column('sentence', sa.String(), nullable=False),
    sa.Column('values', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['cue_id'], ['cue.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['transcript_id'], ['transcript.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_cue_finding_cue_id'), 'cue_finding', ['cue_id'])
    op.create_index(op.f('ix_cue_finding_transcript_id'), 'cue_finding', ['transcript_id'])


def downgrade() -> None:
    op.drop_table('cue_finding')
    op.drop_table('kept_lint')
