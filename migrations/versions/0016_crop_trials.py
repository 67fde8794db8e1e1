"""a crop that is set by hand is tried before it is used"""

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('crop_trial',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('track_id', sa.Integer(), nullable=False),
    sa.Column('track_version', sa.Integer(), nullable=False),
    sa.Column('source', sa.String(length=80), nullable=False),
    sa.Column('crop', sa.JSON(), nullable=False),
    sa.Column('outside', sa.Double(), nullable=True),
    sa.Column('at_ms', sa.JSON(), nullable=False),
    sa.Column('insisted', sa.Boolean(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('job_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['job_id'], ['job.id'], ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['person_id'], ['users.id'], ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['track_id'], ['sign_track.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id')
    )
    for column in ('track_id', 'person_id', 'job_id'):
        op.create_index(op.f(f'ix_crop_trial_{column}'), 'crop_trial', [column])


def downgrade() -> None:
    op.drop_table('crop_trial')
