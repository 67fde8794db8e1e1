"""librarians see from numbers of each day how videos are watched, and by nobody in particular"""

import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('day_figure',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('library_id', sa.Integer(), nullable=False),
    sa.Column('measure', sa.String(length=24), nullable=False),
    sa.Column('value', sa.String(length=24), nullable=False),
    sa.Column('count', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['library_id'], ['library.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('day', 'library_id', 'measure', 'value')
    )


def downgrade() -> None:
    op.drop_table('day_figure')
