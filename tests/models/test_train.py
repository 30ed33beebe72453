from __future__ import annotations


def test_smoke(trained):
    assert trained.model.name == "M"
