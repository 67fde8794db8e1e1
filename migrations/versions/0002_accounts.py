"""accounts, libraries, who may watch"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op
from flask_security import AsaList

from webapp.models.log_entry import AFTER_DROP, APPEND_ONLY

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    library = op.create_table('library',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('caption_profile', sa.String(length=20), nullable=False),
    sa.Column('language', sa.String(length=35), nullable=False),
    sa.Column('glossary', sa.JSON(), nullable=False),
    sa.Column('default_visibility', sa.String(length=10), nullable=False),
    sa.Column('quota_bytes', sa.BigInteger(), nullable=True),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('slug')
    )
    op.bulk_insert(library, [{
        'id': 1, 'slug': 'main', 'name': 'Library', 'caption_profile': 'sightline', 'language': '',
        'glossary': [], 'default_visibility': 'members',
        'created_at': datetime.now(UTC).replace(tzinfo=None),
    }])
    if op.get_bind().dialect.name == 'postgresql':  # the next one must not get the same number
        op.execute("SELECT setval('library_id_seq', 1)")
    op.create_table('users',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('password', sa.String(length=255), nullable=True),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('is_admin', sa.Boolean(), nullable=False),
    sa.Column('look', sa.JSON(), nullable=False),
    sa.Column('hearing', sa.String(length=10), nullable=False),
    sa.Column('fs_uniquifier', sa.String(length=64), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(), nullable=True),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('tf_primary_method', sa.String(length=64), nullable=True),
    sa.Column('tf_totp_secret', sa.String(length=255), nullable=True),
    sa.Column('tf_last_code_at', sa.Integer(), nullable=True),
    sa.Column('mf_recovery_codes', AsaList(), nullable=True),
    sa.Column('fs_webauthn_user_handle', sa.String(length=64), nullable=True),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('email'),
    sa.UniqueConstraint('fs_uniquifier'),
    sa.UniqueConstraint('fs_webauthn_user_handle')
    )
    op.create_table('membership',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('library_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=10), nullable=False),
    sa.Column('since', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['library_id'], ['library.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('user_id', 'library_id', 'role')
    )
    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_membership_library_id'), ['library_id'], unique=False)

    op.create_table('passkey',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('credential_id', sa.LargeBinary(length=1024), nullable=False),
    sa.Column('public_key', sa.LargeBinary(), nullable=False),
    sa.Column('sign_count', sa.Integer(), nullable=False),
    sa.Column('transports', AsaList(), nullable=True),
    sa.Column('backup_state', sa.Boolean(), nullable=False),
    sa.Column('device_type', sa.String(length=64), nullable=False),
    sa.Column('extensions', sa.String(length=255), nullable=True),
    sa.Column('create_datetime', sa.DateTime(), nullable=False),
    sa.Column('lastuse_datetime', sa.DateTime(), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('usage', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('credential_id')
    )
    with op.batch_alter_table('passkey', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_passkey_user_id'), ['user_id'], unique=False)

    with op.batch_alter_table('media', schema=None) as batch_op:
        batch_op.alter_column('slug', existing_type=sa.String(length=16), type_=sa.String(length=22))
        # What was there before accounts was open to all.
        batch_op.add_column(sa.Column('library_id', sa.Integer(), nullable=False, server_default='1'))
        batch_op.add_column(sa.Column('owner_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('visibility', sa.String(length=10), nullable=False, server_default='public'))
        batch_op.create_foreign_key('fk_media_library', 'library', ['library_id'], ['id'])
        batch_op.create_foreign_key('fk_media_owner', 'users', ['owner_id'], ['id'], ondelete='SET NULL')
        batch_op.drop_index('ix_media_newest')
        batch_op.create_index('ix_media_newest', ['library_id', 'created_at', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_media_owner_id'), ['owner_id'], unique=False)

    with op.batch_alter_table('media', schema=None) as batch_op:
        batch_op.alter_column('library_id', server_default=None)
        batch_op.alter_column('visibility', server_default=None)

    op.create_table('media_viewer',
    sa.Column('media_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['media_id'], ['media.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('media_id', 'user_id')
    )
    with op.batch_alter_table('media_viewer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_media_viewer_user_id'), ['user_id'], unique=False)

    op.create_table('lockout',
    sa.Column('key', sa.String(length=100), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('tried_ms', sa.BigInteger(), nullable=False),
    sa.Column('locked_ms', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('key')
    )
    with op.batch_alter_table('lockout', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_lockout_tried_ms'), ['tried_ms'], unique=False)

    op.create_table('invitation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('library_id', sa.Integer(), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('roles', sa.JSON(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('invited_by_id', sa.Integer(), nullable=True),
    sa.Column('awaits_id', sa.Integer(), nullable=True),
    sa.Column('sent_at', sa.DateTime(), nullable=False),
    sa.Column('ends_at', sa.DateTime(), nullable=False),
    sa.Column('accepted_at', sa.DateTime(), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['invited_by_id'], ['users.id'], ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['awaits_id'], ['users.id'], ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['library_id'], ['library.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('token_hash')
    )
    with op.batch_alter_table('invitation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_invitation_awaits_id'), ['awaits_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_invitation_invited_by_id'), ['invited_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_invitation_library_id'), ['library_id'], unique=False)

    op.create_table('log_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at_ms', sa.BigInteger(), nullable=False),
    sa.Column('event', sa.String(length=40), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('actor_name', sa.String(length=80), nullable=False),
    sa.Column('library_id', sa.Integer(), nullable=True),
    sa.Column('subject_kind', sa.String(length=20), nullable=False),
    sa.Column('subject_id', sa.String(length=40), nullable=False),
    sa.Column('subject_name', sa.String(length=300), nullable=False),
    sa.Column('details', sa.JSON(), nullable=False),
    sa.Column('request_id', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['actor_id'], ['users.id'], ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['library_id'], ['library.id'], ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('log_entry', schema=None) as batch_op:
        batch_op.create_index('ix_log_entry_actor', ['actor_id'], unique=False)
        batch_op.create_index('ix_log_entry_library', ['library_id', 'id'], unique=False)

    op.create_table('sign_in',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('replaced_hash', sa.String(length=64), nullable=True),
    sa.Column('replaced_ms', sa.BigInteger(), nullable=True),
    sa.Column('due_for_renewal', sa.Boolean(), nullable=False),
    sa.Column('kept', sa.Boolean(), nullable=False),
    sa.Column('device', sa.String(length=60), nullable=False),
    sa.Column('address', sa.String(length=50), nullable=False),
    sa.Column('created_ms', sa.BigInteger(), nullable=False),
    sa.Column('seen_ms', sa.BigInteger(), nullable=False),
    sa.Column('ended_ms', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('replaced_hash'),
    sa.UniqueConstraint('token_hash')
    )
    with op.batch_alter_table('sign_in', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sign_in_user_id'), ['user_id'], unique=False)

    op.create_table('mail',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('job_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=32), nullable=False),
    sa.Column('recipient', sa.String(length=254), nullable=False),
    sa.Column('subject', sa.String(length=200), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('html', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('sent_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['job_id'], ['job.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('job_id')
    )

    for statement in APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)

    with op.batch_alter_table('job', schema=None) as batch_op:
        batch_op.add_column(sa.Column('due_at_ms', sa.BigInteger(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('postponed', sa.Integer(), nullable=False, server_default='0'))
        batch_op.alter_column('media_id',
               existing_type=sa.INTEGER(),
               nullable=True)

    with op.batch_alter_table('job', schema=None) as batch_op:
        batch_op.alter_column('due_at_ms', server_default=None)
        batch_op.alter_column('postponed', server_default=None)


def downgrade() -> None:
    op.execute('DELETE FROM job WHERE media_id IS NULL')  # work of kinds that are not known before
    with op.batch_alter_table('job', schema=None) as batch_op:
        batch_op.alter_column('media_id',
               existing_type=sa.INTEGER(),
               nullable=False)
        batch_op.drop_column('postponed')
        batch_op.drop_column('due_at_ms')

    op.drop_table('mail')
    with op.batch_alter_table('sign_in', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sign_in_user_id'))

    op.drop_table('sign_in')
    with op.batch_alter_table('log_entry', schema=None) as batch_op:
        batch_op.drop_index('ix_log_entry_library')
        batch_op.drop_index('ix_log_entry_actor')

    op.drop_table('log_entry')
    with op.batch_alter_table('invitation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_invitation_library_id'))
        batch_op.drop_index(batch_op.f('ix_invitation_invited_by_id'))
        batch_op.drop_index(batch_op.f('ix_invitation_awaits_id'))

    op.drop_table('invitation')
    with op.batch_alter_table('lockout', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_lockout_tried_ms'))

    op.drop_table('lockout')
    for statement in AFTER_DROP.get(op.get_bind().dialect.name, ()):
        op.execute(statement)

    op.drop_table('media_viewer')
    with op.batch_alter_table('media', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_media_owner_id'))
        batch_op.drop_index('ix_media_newest')
        batch_op.drop_constraint('fk_media_owner', type_='foreignkey')
        batch_op.drop_constraint('fk_media_library', type_='foreignkey')
        batch_op.drop_column('visibility')
        batch_op.drop_column('owner_id')
        batch_op.drop_column('library_id')
        batch_op.create_index('ix_media_newest', ['created_at', 'id'], unique=False)

    op.drop_table('passkey')
    op.drop_table('membership')
    op.drop_table('users')
    op.drop_table('library')
