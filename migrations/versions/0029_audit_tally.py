"""what an audit found, in numbers, is kept with it"""

import sqlalchemy as sa
from alembic import op

revision = '0029'
down_revision = '0028'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('audit_run', sa.Column('tally', sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('audit_run') as batch_op:
        batch_op.drop_column('tally')
