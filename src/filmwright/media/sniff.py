"""What a file's own bytes say before a demuxer sees them: stills, playlists, text, and containers that were cut off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from filmwright.errors import FilmwrightError

_HEAD = 4096
_PLAYLISTS = (
    "#extm3u", "<mpd", "ffconcat", "[playlist]", "v=0\r\n", "v=0\n", "<smil", "<asx", "<playlist",
    "<smoothstreamingmedia", "rtsptext", "[reference]", "file '", "file http", "<f4m", "<manifest",
)  # fmt: skip
_SCHEMES = (
    "http:", "https:", "rtsp:", "rtmp:", "ftp:", "sftp:", "s3:", "file:", "udp:", "tcp:", "concat:", "subfile:",
    "data:", "crypto:", "hls+",
)  # fmt: skip
_STILLS = {b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG", b"II*\x00": "TIFF", b"MM\x00*": "TIFF"}
_MP4_BOXES = (b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"styp", b"moof", b"pnot", b"sidx", b"uuid")
_CONTAINERS = {
    b"\x1aE\xdf\xa3": "Matroska", b"RIFF": "RIFF", b"\x06\x0e\x2b\x34": "MXF", b"OggS": "Ogg", b"FLV\x01": "FLV",
    b"\x30\x26\xb2\x75": "ASF", b"\x00\x00\x01\xba": "MPEG",
}  # fmt: skip
_EBML, _SEGMENT = 0x1A45DFA3, 0x18538067


def still_format(head: bytes) -> str | None:
    """ "PNG", "JPEG" or "TIFF" by the first bytes; None for anything else."""
    return next((name for magic, name in _STILLS.items() if head.startswith(magic)), None)


def container_name(head: bytes) -> str | None:
    """The container that the first bytes announce, whether or not the rest holds; None where they announce none."""
    if head[4:8] in _MP4_BOXES:
        return "MP4"
    return next((name for magic, name in _CONTAINERS.items() if head.startswith(magic)), None)


def refuse_foreign(path: Path) -> bytes:
    """Refuse text: a playlist, an address list, a script. Return the first bytes of what may be media.

    Raises:
        FilmwrightError: for text of any kind.
    """
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
    except OSError as error:
        raise FilmwrightError("this file cannot be read", str(path), "check the disk and the permissions") from error
    if head.startswith(b"YUV4MPEG2 "):
        return head
    text = _as_text(head)
    if text is not None:
        words = text.lstrip("\ufeff \t\r\n").lower()
        if any(mark in words for mark in _PLAYLISTS) or words.startswith(_SCHEMES):
            raise FilmwrightError("a playlist or an address, not a film", str(path), "add the media file itself")
        raise FilmwrightError("not a film: this is text", str(path), "add an mp4, mov, mkv or mxf file")
    return head


def _as_text(head: bytes) -> str | None:
    for encoding, mark in (("utf-16", b"\xff\xfe"), ("utf-16", b"\xfe\xff")):
        if head.startswith(mark) and b"#\x00" in head[:8]:
            return head.decode(encoding, errors="replace")
    # A multi-byte character may be cut at the end of the sample.
    for cut in range(4):
        try:
            text = head[: len(head) - cut].decode("utf-8")
        except UnicodeDecodeError:
            continue
        return text if all(c.isprintable() or c.isspace() or c == "\ufeff" for c in text) else None
    return None


def refuse_truncated(path: Path, head: bytes) -> None:
    """Refuse a file whose container says that it goes on past the end of the file.

    MP4 boxes, the Matroska segment and the first RIFF chunk each state their length.

    Raises:
        FilmwrightError: cut off, or the index (moov) of an MP4 is missing.
    """
    size = path.stat().st_size
    again = "copy it again from its source, or have the recorder finish it"
    if head[4:8] in _MP4_BOXES:
        kinds = set()
        for kind, end in _mp4_boxes(path, size):
            kinds.add(kind)
            if end > size:
                index = "" if b"moov" in kinds else "; its index (moov) is missing"
                raise FilmwrightError(
                    f"truncated: {end - size:,} bytes are missing at the end{index}", str(path), again
                )
        if b"moov" not in kinds:
            raise FilmwrightError("truncated: its index (moov) is missing", str(path), again)
    end_said = _matroska_end(head) if head.startswith(b"\x1aE\xdf\xa3") else _riff_end(head)
    if end_said is not None and end_said > size:
        raise FilmwrightError(f"truncated: {end_said - size:,} bytes are missing at the end", str(path), again)


def _mp4_boxes(path: Path, size: int) -> Iterator[tuple[bytes, int]]:
    """Top-level boxes as (type, end offset), stopping at anything that isn't one."""
    position = 0
    with path.open("rb") as stream:
        while position + 8 <= size:
            stream.seek(position)
            header = stream.read(16)
            length, kind = int.from_bytes(header[:4], "big"), header[4:8]
            if length == 1:
                length = int.from_bytes(header[8:16], "big")
            elif length == 0:
                length = size - position
            if length < 8 or not all(32 <= c < 127 for c in kind):
                return
            yield kind, position + length
            position += length


def _vint(data: bytes, position: int, keep_marker: bool) -> tuple[int, int] | None:
    """An EBML number at ``position``: (value, next position); None if cut off; -1 for "unknown size"."""
    if position >= len(data) or data[position] == 0:
        return None
    length = 9 - data[position].bit_length()
    raw = data[position : position + length]
    if len(raw) < length:
        return None
    value = int.from_bytes(raw, "big")
    if not keep_marker:
        mask = (1 << (7 * length)) - 1
        value = -1 if value & mask == mask else value & mask
    return value, position + length


def _matroska_end(head: bytes) -> int | None:
    position = 0
    for wanted in (_EBML, _SEGMENT):
        tag = _vint(head, position, keep_marker=True)
        length = tag and _vint(head, tag[1], keep_marker=False)
        if not tag or not length or tag[0] != wanted or length[0] < 0:
            return None
        position = length[0] + length[1]
    return position


def _riff_end(head: bytes) -> int | None:
    return int.from_bytes(head[4:8], "little") + 8 if head[:4] == b"RIFF" and head[8:12] == b"AVI " else None
