"""a worker that takes over the fitting of words goes on where the last one stopped"""

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('heard_cue',
    sa.Column('alignment_id', sa.Integer(), nullable=False),
    sa.Column('cue_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('version', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('words', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['alignment_id'], ['alignment.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('alignment_id', 'cue_id', 'version')
    )


def downgrade() -> None:
    op.drop_table('heard_cue')
