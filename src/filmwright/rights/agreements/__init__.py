"""Agreements that people really sign, as templates: a YAML file each in ``data/``, with its sources and its own tests.

Here: reading a template, checking what is filled in, the ledger records that come of it (``template.expand``), and the
scenarios that each file must pass. Not here: law. A template says what it read and where; it is no legal advice.
"""
