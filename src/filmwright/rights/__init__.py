"""Who may do what with which frames: the vocabulary, the rights file, the ledger, the evaluator, the door.

Here: records of rights, their signed hash chain, and Decisions made from them. Everything above asks ``door``.
Not here: media, torch, files of film, or any other floor than the ground. Nothing here says yes by default.
"""
