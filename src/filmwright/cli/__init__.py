"""The command line: each command parses, calls one function of a floor below, and prints what came back.

Here live options, tables and JSON on the screen, exit codes, and the demo, which calls what the commands call.
No logic may: what a second door (a web page, an API) would need too belongs on a floor below.
"""
