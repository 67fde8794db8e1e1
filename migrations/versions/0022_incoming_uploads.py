"""an upload that was cut off goes on where it stopped"""

import sqlalchemy as sa
from alembic import op

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('incoming_upload',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=22), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=False),
    sa.Column('library_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('file', sa.String(length=80), nullable=False),
    sa.Column('original_name', sa.String(length=500), nullable=False),
    sa.Column('bytes', sa.BigInteger(), nullable=False),
    sa.Column('arrived', sa.BigInteger(), nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.Column('metadata_sent', sa.String(), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('description', sa.String(), nullable=False),
    sa.Column('language', sa.String(length=35), nullable=False),
    sa.Column('visibility', sa.String(length=10), nullable=False),
    sa.Column('media_slug', sa.String(length=22), nullable=False),
    sa.Column('token', sa.String(length=32), nullable=False),
    sa.Column('held_until_ms', sa.BigInteger(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('expires_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['library_id'], ['library.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['owner_id'], ['users.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('media_slug'),
    sa.UniqueConstraint('slug')
    )
    for column in ('owner_id', 'library_id', 'file', 'expires_at'):
        op.create_index(op.f(f'ix_incoming_upload_{column}'), 'incoming_upload', [column])


def downgrade() -> None:
    op.drop_table('incoming_upload')
