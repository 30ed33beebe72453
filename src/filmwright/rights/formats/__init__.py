"""Rights as others write them: readers and writers between our records and their formats, what is lost said aloud.

Here: one small module for each format, what they share (``result``, ``limits``, ``signals``, ``saying``), the strict
readers of JSON and XML, and the table of all (``known``). What says less than a record never allows more than it.
Not here: the vocabulary itself, the ledger, decisions; nothing here writes to a studio.
"""
