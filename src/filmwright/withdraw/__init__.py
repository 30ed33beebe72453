"""Withdrawal: a statement is taken back, and what rested on it is found.

Here: recording a Revocation, and the search through Decisions and lineage for everything that stood on the statement.
Nothing here deletes, and nothing here says yes: each door asks the ledger for itself.
"""
