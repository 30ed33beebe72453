"""What travels in the file: the studio's own signing certificates, the C2PA manifest of a take, and reading it back.

Here: keys, sign, read. Nothing here goes to the network: no time stamps, no remote manifests, no fetched trust lists.
Not here: rights (a manifest carries Decision ids, it does not make them), media, torch.
"""
