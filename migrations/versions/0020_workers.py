"""workers that take some queues, libraries that take turns, and how long steps took"""

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None

QUEUES = {
    'mail': ('mail',),
    'signs': ('signs', 'crop', 'clip'),
    'captions': ('again', 'align'),
    'audits': ('audit',),
}
PRIORITIES = {0: ('again', 'sound', 'waveform', 'shots'), 2: ('crop', 'compose')}


def upgrade() -> None:
    op.add_column('job', sa.Column('queue', sa.String(length=10), server_default='media', nullable=False))
    op.add_column('job', sa.Column('priority', sa.Integer(), server_default='1', nullable=False))
    op.add_column('job', sa.Column('library_id', sa.Integer(), server_default='0', nullable=False))
    op.add_column('job', sa.Column('worker', sa.String(length=80), server_default='', nullable=False))
    op.add_column('job', sa.Column('request_id', sa.String(length=64), server_default='', nullable=False))
    job = sa.table(
        'job', *map(sa.column, ('kind', 'step', 'media_id', 'queue', 'priority', 'library_id'))
    )
    media = sa.table('media', sa.column('id'), sa.column('library_id'))
    for queue, kinds in QUEUES.items():
        op.execute(job.update().where(job.c.kind.in_(kinds)).values(queue=queue))
    for priority, kinds in PRIORITIES.items():
        op.execute(job.update().where(job.c.kind.in_(kinds)).values(priority=priority))
    listened = job.c.step.in_(('playable', 'listening', 'captions', 'ready'))
    op.execute(job.update().where(job.c.kind == 'prepare', listened).values(queue='captions'))
    of_media = sa.select(media.c.library_id).where(media.c.id == job.c.media_id).scalar_subquery()
    op.execute(job.update().where(job.c.media_id.is_not(None)).values(library_id=of_media))
    op.create_index('ix_job_claim', 'job', ['state', 'queue', 'priority'])
    op.create_table('worker',
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('host', sa.String(length=64), nullable=False),
    sa.Column('queues', sa.String(length=120), nullable=False),
    sa.Column('since_ms', sa.BigInteger(), nullable=False),
    sa.Column('seen_ms', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('name')
    )
    op.create_table('library_turn',
    sa.Column('queue', sa.String(length=10), nullable=False),
    sa.Column('library_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('at_ms', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('queue', 'library_id')
    )
    op.create_table('step_time',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('step', sa.String(length=20), nullable=False),
    sa.Column('engine', sa.String(length=40), nullable=False),
    sa.Column('media_ms', sa.BigInteger(), nullable=False),
    sa.Column('took_ms', sa.BigInteger(), nullable=False),
    sa.Column('at_ms', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_step_time_newest', 'step_time', ['kind', 'step', 'id'])
    op.create_index(op.f('ix_step_time_at_ms'), 'step_time', ['at_ms'])


def downgrade() -> None:
    op.drop_table('step_time')
    op.drop_table('library_turn')
    op.drop_table('worker')
    op.drop_index('ix_job_claim', table_name='job')
    for name in ('request_id', 'worker', 'library_id', 'priority', 'queue'):
        op.drop_column('job', name)
