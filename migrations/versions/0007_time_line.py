"""how the sound of media swings, and where their pictures are cut"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('shots',
    sa.Column('media_id', sa.Integer(), nullable=False),
    sa.Column('frame_ms', sa.Double(), nullable=False),
    sa.Column('times', sa.JSON(), nullable=False),
    sa.Column('seen_ms', sa.BigInteger(), nullable=False),
    sa.Column('complete', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['media_id'], ['media.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('media_id')
    )
    op.create_table('waveform',
    sa.Column('media_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=8), nullable=False),
    sa.Column('loudest', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['media_id'], ['media.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('media_id')
    )
    op.create_table('waveform_part',
    sa.Column('media_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('peaks', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['media_id'], ['waveform.media_id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('media_id', 'number')
    )


def downgrade() -> None:
    op.drop_table('waveform_part')
    op.drop_table('waveform')
    op.drop_table('shots')
