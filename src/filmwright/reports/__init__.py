"""Reports: what the studio did, gathered from its records into one page that a producer can read.

Here live the gathering, the page's template and the journal of what each step took.
Nothing here changes a record or makes a Decision that is kept; a cell nobody can fill says "unknown".
"""
