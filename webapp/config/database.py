"""Which database, and how it is used."""

from __future__ import annotations

from pydantic import Field, field_validator

from webapp.config.part import Part

DATABASES = {
    "sqlite": "sqlite",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}
"""How an address of a database may begin, and how SQLAlchemy wants it."""


class Database(Part):
    """SQLite where nothing is set; pool and time limits are those of PostgreSQL."""

    database_url: str = Field(default="", repr=False)
    """An SQLAlchemy address, such as ``postgresql://user:password@host/sightline``; empty: SQLite
    in the data folder."""
    database_pool_size: int = Field(default=5, gt=0)
    """Connections to PostgreSQL that each process keeps open."""
    database_pool_overflow: int = Field(default=10, ge=0)
    """How many more it may open while there is much to do."""
    database_pool_wait_s: float = Field(default=10, gt=0)
    """How long a request waits for one of them."""
    database_recycle_s: int = Field(default=1800, gt=0)
    """A connection that is older is opened anew."""
    database_connect_timeout_s: int = Field(default=5, ge=2)
    database_statement_timeout_s: float = Field(default=30, gt=0)
    """What takes PostgreSQL longer is given up; migrations may take longer."""
    database_lock_timeout_s: float = Field(default=10, gt=0)
    """How long a change waits for another one of the same rows."""
    database_idle_transaction_timeout_s: float = Field(default=60, gt=0)
    """PostgreSQL ends a transaction in which nothing happened for so long."""
    database_application_name: str = "sightline"
    """What this process is called in PostgreSQL's lists."""

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str) -> str:
        scheme, separator, place = value.partition("://")
        if value and (not separator or scheme not in DATABASES):
            raise ValueError("must be an address that begins with postgresql:// or sqlite://")
        return f"{DATABASES[scheme]}://{place}" if value else ""

    @property
    def sqlalchemy_url(self) -> str:
        return self.database_url or f"sqlite:///{self.data_dir / 'sightline.db'}"
