"""The ledger's tree and index: who signed and sealed an entry, its Merkle node and root, by what a record is found."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add what the ledger needs; entries that are there are completed when the studio is next used."""
    with op.batch_alter_table("ledger_entry") as entries:
        entries.add_column(sa.Column("key", sa.String(64), nullable=False, server_default=""))
        entries.add_column(sa.Column("node", sa.String(64), nullable=False, server_default=""))
        entries.add_column(sa.Column("root", sa.String(64), nullable=False, server_default=""))
        entries.add_column(sa.Column("facts", sa.Integer, nullable=False, server_default="0"))
        entries.add_column(sa.Column("seal", sa.String(32), nullable=False, server_default=""))
    op.create_index("ix_ledger_entry_root", "ledger_entry", ["root"])
    op.create_table(
        "ledger_index",
        sa.Column("key", sa.LargeBinary(16), primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("in_frame", sa.BigInteger, nullable=False),
        sa.Column("out_frame", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_ledger_index_seq", "ledger_index", ["seq"])
