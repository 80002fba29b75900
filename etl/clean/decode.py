"""Bytes to text: which character set a page is really in, whatever it says."""

from __future__ import annotations

import codecs

from bs4.dammit import EncodingDetector
from charset_normalizer import from_bytes

_HEAD = 2048  # bytes; the HTML standard has browsers look at the first 1,024
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SIGNATURES = {
    b"%PDF-": "a PDF file",
    b"PK\x03\x04": "a ZIP archive (or an Office document)",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"RIFF": "a RIFF media file",
    b"\x1f\x8b": "gzip inside gzip",
    b"\x7fELF": "a program",
    b"ID3": "an MP3 file",
}
# Control characters that no text has; tab, newlines, form feed and escape may occur.
_CONTROL = bytes(set(range(32)) - {9, 10, 12, 13, 27})
_MAX_CONTROL_SHARE = 0.02
# Labels that browsers read as Windows-1252, since such pages are in it (WHATWG Encoding Standard, section 4.2).
_AS_WINDOWS = frozenset({"iso-8859-1", "iso8859-1", "latin1", "latin-1", "ascii", "us-ascii", "l1", "cp819"})


class Undecodable(ValueError):
    """The bytes are no text; `reason` is the reject's, the message says what they look like."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


def decode(content: bytes, declared: str | None = None) -> str:
    """The text of a page.

    A byte order mark wins, then UTF-8 if the bytes are valid UTF-8 (a page that is valid UTF-8 by chance is all but
    unknown, a page that lies about its encoding is daily bread), then what the transport or the page declares, then
    the likeliest of the single-byte sets. A stray broken byte in a UTF-8 page does not change the reading of the rest.

    Raises:
        Undecodable: nothing there (`empty`), or not text at all (`binary`).
    """
    if not content.strip(b"\x00 \t\r\n\x0c\xef\xbb\xbf"):
        raise Undecodable("empty", "the page has no content")
    for mark, name in _BOMS:
        if content.startswith(mark):
            return content.decode(name, "replace").lstrip("\ufeff")
    _refuse_binary(content)
    if (wide := _wide(content)) is not None:
        return wide
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    label = (declared or _declared_inside(content) or "").lower()
    return _mostly_utf8(content) or _as(content, label) or _guessed(content)


def _refuse_binary(content: bytes) -> None:
    for signature, what in _SIGNATURES.items():
        if content.startswith(signature):
            raise Undecodable("binary", f"the page is {what}, not text")
    sample = content[:65536]
    if sample.count(0) > len(sample) * 0.2:  # UTF-16 without a mark, or no text
        if _wide(content) is None:
            raise Undecodable("binary", "the page is full of null bytes: it is no text")
        return
    odd = len(sample) - len(sample.translate(None, _CONTROL))
    if odd > len(sample) * _MAX_CONTROL_SHARE and odd > 2:
        raise Undecodable("binary", f"{odd} of the first {len(sample)} bytes are control characters: it is no text")


def _wide(content: bytes) -> str | None:
    """UTF-16 without a byte order mark: every other byte of western text is null."""
    sample = content[:2048]
    if len(sample) < 4 or sample.count(0) < len(sample) * 0.3:
        return None
    odd, even = sample[1::2].count(0), sample[0::2].count(0)
    if min(odd, even) > len(sample) * 0.05:
        return None
    try:
        return content.decode("utf-16-le" if odd > even else "utf-16-be")
    except UnicodeDecodeError:
        return None


def _declared_inside(content: bytes) -> str | None:
    # Beautiful Soup would read on in a long page; the head is enough, and bounds what hostile markup costs.
    return EncodingDetector.find_declared_encoding(content[:_HEAD], is_html=True)


def _mostly_utf8(content: bytes) -> str | None:
    """UTF-8 with a few broken bytes: far more good multi-byte sequences than bad ones."""
    text = content.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = sum(1 for c in text[:200_000] if c > "\x7f") - bad
    if good < 10 * bad:
        return None
    return content.decode("utf-8", "revue-windows")


def _as(content: bytes, label: str) -> str | None:
    if not label:
        return None
    name = "cp1252" if label in _AS_WINDOWS else label
    if name.startswith("utf"):
        return None
    try:
        return content.decode(name)
    except (LookupError, UnicodeDecodeError, ValueError):
        return None


def _guessed(content: bytes) -> str:
    best = from_bytes(
        content[:20_000], cp_isolation=["cp1252", "iso-8859-15", "mac_roman", "cp1250", "cp1251", "cp1256"]
    ).best()
    name = best.encoding if best else "cp1252"
    return content.decode(name, "revue-windows")


def _windows(error: UnicodeError) -> tuple[str, int]:
    """Error handler: the broken bytes as Windows-1252, where they are one of its letters or signs."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("revue-windows", _windows)
