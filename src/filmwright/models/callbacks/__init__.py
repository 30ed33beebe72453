"""What a run leaves behind while it trains: its log, checkpoints, the time that is left, validation.

One file a callback, each a ``Callback``: begin, step, end. Their order is that of the list that a run is given; none
knows another and none changes what is computed. ``everywhere`` says whether all processes call it.
"""
