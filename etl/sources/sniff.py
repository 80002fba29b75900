"""Is it text at all? Which encoding it is in, is for the cleaning to say."""

from __future__ import annotations

from etl.sources.refusals import Reason, Refused

SIGNATURES = {
    b"\x89PNG\r\n": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF87a": "a GIF picture",
    b"GIF89a": "a GIF picture",
    b"RIFF": "a RIFF file (WebP picture, WAV or AVI)",
    b"%PDF-": "a PDF document",
    b"PK\x03\x04": "a ZIP archive or an office document",
    b"PK\x05\x06": "an empty ZIP archive",
    b"\xd0\xcf\x11\xe0": "an old office document",
    b"\x1f\x8b": "gzip data: name it .gz",
    b"BZh": "bzip2 data",
    b"\xfd7zXZ\x00": "xz data",
    b"\x28\xb5\x2f\xfd": "Zstandard data",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"Rar!\x1a": "a RAR archive",
    b"\x7fELF": "a program",
    b"SQLite format 3\x00": "an SQLite database",
    b"ID3": "an MP3 recording",
    b"OggS": "an Ogg recording",
    b"wOFF": "a web font",
    b"wOF2": "a web font",
}
"""First bytes of files that are no text, whatever their name says."""

_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")  # of UTF-16 and UTF-32
_CONTROL = bytes(b for b in range(0x20) if b not in b"\t\n\v\f\r\x1b") + b"\x7f"
_MOST_CONTROL = 0.02  # share of control bytes: real pages carry a stray one, random bytes a tenth
_SAMPLE = 2**16  # bytes looked at in each half of a UTF-16 guess
_SPACE = b" \t\r\n\v\f"


def check_text(content: bytes) -> None:
    """See that a page is neither empty nor binary.

    Raises:
        Refused: `empty` (nothing but blanks and a byte order mark) or `binary`.
    """
    if content in _MARKS or not content.removeprefix(b"\xef\xbb\xbf").strip(_SPACE):
        raise Refused(Reason.EMPTY, "is empty: fetch it again")
    if not content.strip(_SPACE + b"\x00"):
        raise Refused(Reason.BINARY, "holds only NUL bytes: the disk or the copy failed; fetch it again")
    for signature, what in SIGNATURES.items():
        if content.startswith(signature):
            raise Refused(Reason.BINARY, f"is not text but {what}")
    if content.startswith(_MARKS) or looks_like_utf16(content):
        return
    control = len(content) - len(content.translate(None, _CONTROL))
    if control > _MOST_CONTROL * len(content):
        raise Refused(Reason.BINARY, f"is not text: {control} of its {len(content)} bytes are control characters")


def looks_like_utf16(content: bytes) -> bool:
    """Whether NUL bytes stand where UTF-16 without a mark has them: in one half of the pairs, and not in the other."""
    first, second = content[: 2 * _SAMPLE : 2], content[1 : 2 * _SAMPLE : 2]
    few, many = sorted((first.count(0), second.count(0)))
    return len(second) > 1 and many > 0.4 * len(second) and few <= 0.01 * len(second)
