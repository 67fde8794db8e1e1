"""audits: what was looked at, what was found, and what people say of it"""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('audit_verdict',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('identity', sa.String(length=20), nullable=False),
    sa.Column('saying', sa.String(length=10), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('because', sa.Text(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['users.id'], ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_audit_verdict_identity', 'audit_verdict', ['identity', 'id'], unique=False)
    op.create_index(op.f('ix_audit_verdict_person_id'), 'audit_verdict', ['person_id'], unique=False)
    op.create_table('audit_run',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('address', sa.String(length=300), nullable=False),
    sa.Column('matrix', sa.String(length=10), nullable=False),
    sa.Column('pages', sa.String(length=100), nullable=False),
    sa.Column('started_by_id', sa.Integer(), nullable=True),
    sa.Column('night', sa.Date(), nullable=True),
    sa.Column('started_at', sa.DateTime(), nullable=False),
    sa.Column('finished_at', sa.DateTime(), nullable=True),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('job_id', sa.Integer(), nullable=True),
    sa.Column('pages_done', sa.Integer(), nullable=False),
    sa.Column('pages_in_all', sa.Integer(), nullable=False),
    sa.Column('page_now', sa.String(length=200), nullable=False),
    sa.Column('checks_made', sa.Integer(), nullable=False),
    sa.Column('release', sa.String(length=40), nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('rules', sa.JSON(), nullable=False),
    sa.Column('trees', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['job_id'], ['job.id'], ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['started_by_id'], ['users.id'], ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('night')
    )
    op.create_index(op.f('ix_audit_run_job_id'), 'audit_run', ['job_id'], unique=False)
    op.create_index(op.f('ix_audit_run_started_by_id'), 'audit_run', ['started_by_id'], unique=False)
    op.create_table('audit_finding',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('run_id', sa.Integer(), nullable=False),
    sa.Column('identity', sa.String(length=20), nullable=False),
    sa.Column('subject', sa.String(length=200), nullable=False),
    sa.Column('rule', sa.String(length=80), nullable=False),
    sa.Column('outcome', sa.String(length=12), nullable=False),
    sa.Column('element_key', sa.Text(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('selector', sa.JSON(), nullable=False),
    sa.Column('markup', sa.Text(), nullable=False),
    sa.Column('sentence', sa.Text(), nullable=False),
    sa.Column('values', sa.JSON(), nullable=False),
    sa.Column('picture', sa.String(length=80), nullable=False),
    sa.ForeignKeyConstraint(['run_id'], ['audit_run.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_audit_finding_identity'), 'audit_finding', ['identity'], unique=False)
    op.create_index('ix_audit_finding_run_rule', 'audit_finding', ['run_id', 'rule'], unique=False)
    op.create_table('audit_hand_check',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('run_id', sa.Integer(), nullable=False),
    sa.Column('subject', sa.String(length=200), nullable=False),
    sa.Column('task', sa.String(length=80), nullable=False),
    sa.Column('seen', sa.String(length=8), nullable=False),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['users.id'], ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['run_id'], ['audit_run.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_audit_hand_check_person_id'), 'audit_hand_check', ['person_id'], unique=False)
    op.create_index(op.f('ix_audit_hand_check_run_id'), 'audit_hand_check', ['run_id'], unique=False)
    op.create_index('ix_audit_hand_check_subject', 'audit_hand_check', ['subject', 'task'], unique=False)
    op.create_table('audit_page',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('run_id', sa.Integer(), nullable=False),
    sa.Column('subject', sa.String(length=200), nullable=False),
    sa.Column('address', sa.String(length=1000), nullable=False),
    sa.Column('person', sa.String(length=40), nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('visits', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['run_id'], ['audit_run.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_audit_page_run_id'), 'audit_page', ['run_id'], unique=False)
    op.create_table('audit_finding_variant',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('finding_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.ForeignKeyConstraint(['finding_id'], ['audit_finding.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_audit_finding_variant_finding_id'), 'audit_finding_variant', ['finding_id'], unique=False)
    op.create_index('ix_audit_finding_variant_name', 'audit_finding_variant', ['name', 'finding_id'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_audit_finding_variant_name', table_name='audit_finding_variant')
    op.drop_index(op.f('ix_audit_finding_variant_finding_id'), table_name='audit_finding_variant')
    op.drop_table('audit_finding_variant')
    op.drop_index(op.f('ix_audit_page_run_id'), table_name='audit_page')
    op.drop_table('audit_page')
    op.drop_index('ix_audit_hand_check_subject', table_name='audit_hand_check')
    op.drop_index(op.f('ix_audit_hand_check_run_id'), table_name='audit_hand_check')
    op.drop_index(op.f('ix_audit_hand_check_person_id'), table_name='audit_hand_check')
    op.drop_table('audit_hand_check')
    op.drop_index('ix_audit_finding_run_rule', table_name='audit_finding')
    op.drop_index(op.f('ix_audit_finding_identity'), table_name='audit_finding')
    op.drop_table('audit_finding')
    op.drop_index(op.f('ix_audit_run_started_by_id'), table_name='audit_run')
    op.drop_index(op.f('ix_audit_run_job_id'), table_name='audit_run')
    op.drop_table('audit_run')
    op.drop_index(op.f('ix_audit_verdict_person_id'), table_name='audit_verdict')
    op.drop_index('ix_audit_verdict_identity', table_name='audit_verdict')
    op.drop_table('audit_verdict')
