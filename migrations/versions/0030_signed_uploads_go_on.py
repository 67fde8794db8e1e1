"""the upload of a signed version goes on where it stopped"""

import sqlalchemy as sa
from alembic import op

revision = '0030'
down_revision = '0029'
branch_labels = None
depends_on = None

BECOMES = {'media_id': 'media', 'track_id': 'sign_track'}


def upgrade() -> None:
    with op.batch_alter_table('incoming_upload') as batch_op:
        batch_op.add_column(sa.Column('nature', sa.String(length=14), nullable=False, server_default=''))
        for column, table in BECOMES.items():
            batch_op.add_column(sa.Column(column, sa.Integer(), nullable=True))
            batch_op.create_foreign_key(
                f'fk_incoming_upload_{table}', table, [column], ['id'], ondelete='CASCADE')
            batch_op.create_index(f'ix_incoming_upload_{column}', [column])


def downgrade() -> None:
    # What was to be a signed version stands among the person's unfinished videos then: nothing goes.
    with op.batch_alter_table('incoming_upload') as batch_op:
        for column, table in BECOMES.items():
            batch_op.drop_index(f'ix_incoming_upload_{column}')
            batch_op.drop_constraint(f'fk_incoming_upload_{table}', type_='foreignkey')
            batch_op.drop_column(column)
        batch_op.drop_column('nature')
