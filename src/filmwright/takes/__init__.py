"""Takes: request, decide, gates, sample, gates, encode, sign, store; and the check of a finished file.

Here live the order of those steps, the gates and the take's own table. How a model samples, how a file is
encoded or signed and how rights are decided live below and are only called.
"""
