"""libraries decide whether a speech server hears their videos, and drafts say who heard them"""

import sqlalchemy as sa
from alembic import op

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('library', sa.Column('heard_by', sa.String(length=10), server_default='here', nullable=False))
    op.add_column('transcript', sa.Column('other_engines', sa.String(length=200), server_default='', nullable=False))
    op.add_column('heard_stretch', sa.Column('engine', sa.String(length=40), server_default='', nullable=False))


def downgrade() -> None:
    op.drop_column('heard_stretch', 'engine')
    op.drop_column('transcript', 'other_engines')
    op.drop_column('library', 'heard_by')
