"""terms of a glossary say what they mean"""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('glossary_term',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('library_id', sa.Integer(), nullable=True),
    sa.Column('media_id', sa.Integer(), nullable=True),
    sa.Column('term', sa.String(length=60), nullable=False),
    sa.Column('explanation', sa.String(length=500), nullable=False),
    sa.Column('plain', sa.String(length=200), nullable=False),
    sa.Column('language', sa.String(length=35), nullable=False),
    sa.Column('mistakes', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['library_id'], ['library.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['media_id'], ['media.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_glossary_term_library_id'), 'glossary_term', ['library_id'])
    op.create_index(op.f('ix_glossary_term_media_id'), 'glossary_term', ['media_id'])
    _move_terms()
    op.drop_column('library', 'glossary')


def downgrade() -> None:
    op.add_column('library', sa.Column('glossary', sa.JSON(), nullable=False, server_default='[]'))
    connection = op.get_bind()
    library, term = _tables()
    for library_id in connection.scalars(sa.select(library.c.id)).all():
        terms = connection.scalars(
            sa.select(term.c.term).where(term.c.library_id == library_id).order_by(term.c.id)
        ).all()
        connection.execute(
            library.update().where(library.c.id == library_id).values(glossary=list(terms))
        )
    op.drop_table('glossary_term')


def _move_terms() -> None:
    connection = op.get_bind()
    library, term = _tables()
    for library_id, terms in connection.execute(sa.select(library.c.id, library.c.glossary)).all():
        for text in terms:
            connection.execute(term.insert().values(
                library_id=library_id, term=text, explanation='', plain='', language='', mistakes=[]
            ))


def _tables() -> tuple[sa.TableClause, sa.TableClause]:
    library = sa.table('library', sa.column('id'), sa.column('glossary', sa.JSON()))
    term = sa.table('glossary_term', sa.column('id'), sa.column('library_id'), sa.column('term'),
        sa.column('explanation'), sa.column('plain'), sa.column('language'),
        sa.column('mistakes', sa.JSON()))
    return library, term
