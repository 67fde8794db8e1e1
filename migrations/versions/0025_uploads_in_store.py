"""an upload may go straight to the object store"""

import sqlalchemy as sa
from alembic import op

revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('incoming_upload',
        sa.Column('in_store', sa.String(), nullable=False, server_default=''))


def downgrade() -> None:
    with op.batch_alter_table('incoming_upload') as batch_op:
        batch_op.drop_column('in_store')
