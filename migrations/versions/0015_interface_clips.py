"""a clip of the interface knows the text that it was filmed for"""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('sign_clip', sa.Column('text', sa.Text(), server_default='', nullable=False))


def downgrade() -> None:
    op.drop_column('sign_clip', 'text')
