"""a form that brings a signed version brings it once"""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('sign_track', sa.Column('upload_key', sa.String(length=43), nullable=True))
    op.create_index(op.f('ix_sign_track_upload_key'), 'sign_track', ['upload_key'], unique=True)


def downgrade() -> None:
    op.drop_index(op.f('ix_sign_track_upload_key'), table_name='sign_track')
    op.drop_column('sign_track', 'upload_key')
