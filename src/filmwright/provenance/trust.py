"""The settings that every C2PA call runs under: no network, the given roots and no others."""

from __future__ import annotations

from typing import Any

LABEL = "org.filmwright.take"
SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"


def settings(anchors: str) -> dict[str, Any]:
    """Settings for ``c2pa.Context.from_dict``; ``anchors`` is PEM, "" trusts nobody."""
    return {
        "version": 1,
        "verify": {
            "verify_trust": True,
            "verify_after_reading": True,
            "verify_after_sign": True,
            "remote_manifest_fetch": False,
            "ocsp_fetch": False,
        },
        "trust": {"trust_anchors": anchors} if anchors else {},
        "builder": {"thumbnail": {"enabled": False}},
    }
