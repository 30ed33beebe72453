"""Names of colour tags, as ffmpeg and the standards (ITU-T H.273) spell them, and the guess for untagged pictures."""

from __future__ import annotations

PRIMARIES = {
    1: "bt709", 4: "bt470m", 5: "bt470bg", 6: "smpte170m", 7: "smpte240m", 8: "film", 9: "bt2020",
    10: "smpte428", 11: "smpte431", 12: "smpte432", 22: "ebu3213",
}  # fmt: skip
TRANSFER = {
    1: "bt709", 4: "bt470m", 5: "bt470bg", 6: "smpte170m", 7: "smpte240m", 8: "linear", 9: "log100", 10: "log316",
    11: "iec61966-2-4", 12: "bt1361e", 13: "iec61966-2-1", 14: "bt2020-10", 15: "bt2020-12", 16: "smpte2084",
    17: "smpte428", 18: "arib-std-b67",
}  # fmt: skip
MATRIX = {
    0: "gbr", 1: "bt709", 4: "fcc", 5: "bt470bg", 6: "smpte170m", 7: "smpte240m", 8: "ycgco", 9: "bt2020nc",
    10: "bt2020c", 14: "ictcp",
}  # fmt: skip
RANGE = {1: "limited", 2: "full"}
HDR = ("smpte2084", "arib-std-b67")
"""Transfer curves of high dynamic range: PQ and HLG."""

_SCALER = {
    "bt709": "ITU709", "fcc": "FCC", "bt470bg": "ITU601", "smpte170m": "ITU601", "smpte240m": "SMPTE240M",
    "bt2020nc": "BT2020", "bt2020c": "BT2020",
}  # fmt: skip


def tags(primaries: int, transfer: int, matrix: int, color_range: int, pixel_format: str) -> dict[str, str]:
    """The four colour tags as names; "unknown" where the file doesn't say."""
    full = pixel_format.startswith(("yuvj", "rgb", "gbr", "bgr"))
    return {
        "primaries": PRIMARIES.get(primaries, "unknown"),
        "transfer": TRANSFER.get(transfer, "unknown"),
        "matrix": MATRIX.get(matrix, "unknown"),
        "range": RANGE.get(color_range, "full" if full else "unknown"),
    }


def scaler_matrix(matrix: str, height: int) -> str:
    """The scaler's name for a matrix; an untagged picture is BT.601 below 720 lines and BT.709 from there up."""
    return _SCALER.get(matrix, "ITU709" if height >= 720 else "ITU601")
