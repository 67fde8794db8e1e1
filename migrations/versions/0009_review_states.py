"""how far the review of captions is, who reviews, notes on cues, and captioning again"""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not in batch mode: the tables stay as they are. What viewers see today they see afterwards.
    op.add_column('transcript', sa.Column('state', sa.String(length=12), nullable=False, server_default='draft'))
    op.add_column('transcript', sa.Column('offered', sa.Boolean(), nullable=False, server_default=sa.true()))

    op.create_table('review_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('transcript_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('why', sa.String(length=500), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('overridden', sa.JSON(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['users.id'], ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['transcript_id'], ['transcript.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_review_step_in_order', 'review_step', ['transcript_id', 'id'])
    op.create_index(op.f('ix_review_step_person_id'), 'review_step', ['person_id'])

    op.create_table('assignment',
    sa.Column('transcript_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('given_by_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['given_by_id'], ['users.id'], ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['person_id'], ['users.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['transcript_id'], ['transcript.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('transcript_id')
    )
    op.create_index(op.f('ix_assignment_given_by_id'), 'assignment', ['given_by_id'])
    op.create_index(op.f('ix_assignment_person_id'), 'assignment', ['person_id'])

    op.create_table('cue_note',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('transcript_id', sa.Integer(), nullable=False),
    sa.Column('cue_id', sa.Integer(), nullable=True),
    sa.Column('answers_id', sa.Integer(), nullable=True),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('text', sa.String(length=500), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('settled_at', sa.DateTime(), nullable=True),
    sa.Column('settled_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['answers_id'], ['cue_note.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['cue_id'], ['cue.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['users.id'], ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['settled_by_id'], ['users.id'], ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['transcript_id'], ['transcript.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_cue_note_open', 'cue_note', ['transcript_id', 'settled_at'])
    for column in ('answers_id', 'cue_id', 'person_id', 'settled_by_id'):
        op.create_index(op.f(f'ix_cue_note_{column}'), 'cue_note', [column])

    op.create_table('recaption',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('transcript_id', sa.Integer(), nullable=False),
    sa.Column('aside_id', sa.Integer(), nullable=False),
    sa.Column('job_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('model', sa.String(length=80), nullable=False),
    sa.Column('prompt', sa.String(length=500), nullable=False),
    sa.ForeignKeyConstraint(['aside_id'], ['transcript.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['job_id'], ['job.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['users.id'], ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['transcript_id'], ['transcript.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id')
    )
    for column in ('aside_id', 'job_id', 'person_id', 'transcript_id'):
        op.create_index(op.f(f'ix_recaption_{column}'), 'recaption', [column])


def downgrade() -> None:
    # What was only set aside would be shown as captions by a release that knows nothing of it.
    op.execute("DELETE FROM transcript WHERE state = 'aside'")
    for table in ('recaption', 'cue_note', 'assignment', 'review_step'):
        op.drop_table(table)
    op.drop_column('transcript', 'offered')
    op.drop_column('transcript', 'state')
