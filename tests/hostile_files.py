"""Which files would somebody upload who means no good, or does not know better? Made here, never kept."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from conferral.rules.files import MOST_BYTES
from tests.uploaded import PDF

SCRIPT = b"<script>alert(document.domain)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><html><body>" + SCRIPT + b"</body></html>"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OPEN_TEXT = b"application/vnd.oasis.opendocument.text"


def png(after: bytes = b"", before_end: bytes = b"") -> bytes:
    def chunk(kind: bytes, held: bytes) -> bytes:
        return struct.pack(">I", len(held)) + kind + held + struct.pack(">I", zlib.crc32(kind + held))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    drawn = chunk(b"IDAT", zlib.compress(b"\0\0"))
    return b"\x89PNG\r\n\x1a\n" + head + drawn + before_end + chunk(b"IEND", b"") + after


def gif(after: bytes = b"") -> bytes:
    return b"GIF89a\x01\x00\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;" + after


def jpeg(comment: bytes = b"", after: bytes = b"") -> bytes:
    said = b"\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment if comment else b""
    frame = b"\xff\xc0\x00\x0b\x08\x00\x01\x00\x01\x01\x01\x11\x00"
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + said + frame + b"\xff\xd9" + after


def webp() -> bytes:
    held = b"WEBPVP8L" + struct.pack("<I", 10) + b"\x2f\0\0\0\0\0\0\0\0\0"
    return b"RIFF" + struct.pack("<I", len(held)) + held


def tiff() -> bytes:
    tags = struct.pack("<HHII", 256, 3, 1, 1) + struct.pack("<HHII", 257, 3, 1, 1)
    return b"II*\x00" + struct.pack("<IH", 8, 2) + tags + struct.pack("<I", 0)


def packed(members: dict[str, bytes], *, squeezed: bool = True) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED if squeezed else zipfile.ZIP_STORED) as archive:
        for name, held in members.items():
            archive.writestr(name, held)
    return made.getvalue()


def office(declared: str = WORD, **members: bytes) -> bytes:
    types = f'<Types><Override PartName="/word/document.xml" ContentType="{declared}.main+xml"/></Types>'
    return packed({"[Content_Types].xml": types.encode(), "word/document.xml": b"<w/>", **members})


def open_document(**members: bytes) -> bytes:
    return packed({"mimetype": OPEN_TEXT, "content.xml": b"<o/>", **members}, squeezed=False)


def lying_directory() -> bytes:
    """A ZIP whose end says that it lists sixty thousand members."""
    made = bytearray(office())
    at = made.rfind(b"PK\x05\x06")
    struct.pack_into("<HHI", made, at + 8, 60_000, 60_000, 40_000_000)
    return bytes(made)


def bomb() -> bytes:
    return office(**{"word/media/image.png": bytes(250 * 1024 * 1024)})


# What is refused whatever it is called: name, contents, and the code of the refusal.
REFUSED: dict[str, tuple[str, bytes, str]] = {
    "empty": ("Empty.pdf", b"", "file_empty"),
    "ten megabytes and one byte": ("Large.pdf", PDF.ljust(MOST_BYTES + 1, b"%"), "file_too_large"),
    "SVG": ("drawing.svg", SVG, "file_not_taken"),
    "SVG as PNG": ("drawing.png", SVG, "file_not_taken"),
    "SVG behind a declaration": ("drawing.jpg", b'<?xml version="1.0"?>\n' + SVG, "file_not_taken"),
    "SVG behind a comment": ("drawing.txt", b"<!-- " + b"x" * 3000 + b" -->" + SVG, "file_not_taken"),
    "SVG squeezed": ("drawing.svgz", b"\x1f\x8b\x08\0" + zlib.compress(SVG), "file_not_taken"),
    "HTML": ("page.html", HTML, "file_not_taken"),
    "HTML as PDF": ("Certificate.pdf", HTML, "file_not_taken"),
    "HTML as text": ("page.txt", b"  \n\t" + HTML, "file_not_taken"),
    "HTML behind words": ("page.csv", b"Name,Hours\n" * 20 + HTML, "file_not_taken"),
    "HTML in capitals": ("PAGE.TXT", HTML.upper(), "file_not_taken"),
    "HTML with a mark before it": ("page.txt", b"\xef\xbb\xbf" + HTML, "file_not_taken"),
    "HTML in UTF-16, little end": ("page.txt", HTML.decode().encode("utf-16"), "file_not_taken"),
    "HTML in UTF-16, big end": ("page.txt", b"\xfe\xff" + HTML.decode().encode("utf-16-be"), "file_not_taken"),
    "HTML in UTF-16 that does not say so": ("page.txt", HTML.decode().encode("utf-16-le"), "file_not_taken"),
    "HTML in UTF-32": ("page.txt", HTML.decode().encode("utf-32"), "file_not_taken"),
    "a picture that cannot be found": ("x.txt", b"<img src=x onerror=alert(1)>", "file_not_taken"),
    "XHTML": ("page.xhtml", b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>', "file_not_taken"),
    "XML with an entity": ("x.xml", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', "file_not_taken"),
    "a billion laughs": ("x.xml", b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY l "ha">]><l>&l;</l>', "file_not_taken"),
    "XSLT": ("x.xsl", b'<?xml-stylesheet href="#s"?><a/>', "file_not_taken"),
    "PHP": ("shell.php.txt", b"<?php system($_GET['c']); ?>", "file_not_taken"),
    "ASP": ("shell.asp", b'<%@ Language="VBScript" %>', "file_not_taken"),
    "a program of the shell": ("run.sh", b"#!/bin/sh\nrm -rf /\n", "file_not_taken"),
    "a program of Python": ("run.txt", b"\n#!/usr/bin/env python\nprint()\n", "file_not_taken"),
    "a Windows program": ("setup.exe", b"MZ\x90\0\x03\0\0\0" + bytes(200), "file_not_taken"),
    "a Windows program as PDF": ("Certificate.pdf", b"MZ\x90\0\x03\0\0\0" + bytes(200), "file_not_taken"),
    "a Windows program, its name turned": ("\u202efdp.exe", b"MZ\x90\0\x03\0\0\0" + bytes(200), "file_not_taken"),
    "a Linux program": ("run", b"\x7fELF\x02\x01\x01" + bytes(200), "file_not_taken"),
    "a program of macOS": ("run.pdf", b"\xcf\xfa\xed\xfe" + bytes(200), "file_not_taken"),
    "a class of Java": ("A.class", b"\xca\xfe\xba\xbe\0\0\0\x34" + bytes(50), "file_not_taken"),
    "a shortcut": ("Certificate.pdf.lnk", b"L\0\0\0\x01\x14\x02\0" + bytes(60), "file_not_taken"),
    "a ZIP": ("all.zip", packed({"a.txt": b"a"}), "file_not_taken"),
    "a ZIP as Word": ("letter.docx", packed({"a.txt": b"a"}), "file_not_taken"),
    "a JAR": ("app.jar", packed({"META-INF/MANIFEST.MF": b"Manifest-Version: 1.0", "A.class": b"x"}), "file_not_taken"),
    "an APK as Word": ("app.docx", packed({"AndroidManifest.xml": b"x", "classes.dex": b"x"}), "file_not_taken"),
    "a ZIP that climbs": ("letter.docx", office(**{"../../etc/cron.d/x": b"x"}), "file_not_taken"),
    "a ZIP bomb": ("letter.docx", bomb(), "file_not_taken"),
    "a ZIP that lists sixty thousand": ("letter.docx", lying_directory(), "file_not_taken"),
    "a ZIP without an end": ("letter.docx", office()[:60], "file_not_taken"),
    "Word with macros": ("letter.docx", office(**{"word/vbaProject.bin": b"x"}), "file_not_taken"),
    "Word that declares macros": ("letter.docm", office("application/vnd.ms-word.document.macroEnabled"), "file_not_taken"),
    "OpenDocument with macros": ("letter.odt", open_document(**{"Basic/Standard/M.xml": b"x"}), "file_not_taken"),
    "an older Word": ("letter.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "file_not_taken"),
    "rich text": ("letter.rtf", b"{\\rtf1 {\\object\\objocx}}", "file_not_taken"),
    "PostScript": ("letter.pdf", b"%!PS-Adobe-3.0 EPSF-3.0\n(x) run", "file_not_taken"),
    "a squeezed file": ("a.pdf", b"\x1f\x8b\x08\0" + bytes(20), "file_not_taken"),
    "a 7z": ("a.pdf", b"7z\xbc\xaf'\x1c\0\4" + bytes(20), "file_not_taken"),
    "a RAR": ("a.pdf", b"Rar!\x1a\x07\x01\0" + bytes(20), "file_not_taken"),
    "a film": ("a.jpg", b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(20), "file_not_taken"),
    "a photo as HEIC": ("IMG_1.HEIC", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "file_not_taken"),
    "PNG of no width": ("a.png", png().replace(b"\0\0\0\x01\0\0\0\x01", bytes(8), 1), "file_not_taken"),
    "PNG by its first bytes alone": ("a.png", b"\x89PNG\r\n\x1a\n" + SCRIPT, "file_not_taken"),
    "GIF of no width": ("a.gif", b"GIF89a\0\0\0\0" + bytes(20), "file_not_taken"),
    "JPEG by its first bytes alone": ("a.jpg", b"\xff\xd8\xff" + HTML, "file_not_taken"),
    "JPEG of nothing but marks": ("a.jpg", b"\xff\xd8" + b"\xff" * 3_000_000, "file_not_taken"),
    "WebP longer than it is": ("a.webp", webp()[:25], "file_not_taken"),
    "TIFF whose directory is elsewhere": ("a.tif", b"II*\0\xff\xff\xff\x7f", "file_not_taken"),
    "a sound that says RIFF": ("a.webp", b"RIFF\x24\0\0\0WAVEfmt " + bytes(20), "file_not_taken"),
    "PDF behind a page": ("a.pdf", HTML + PDF, "file_not_taken"),
    "PDF behind blanks": ("a.pdf", b"\r\n " + PDF + b"\x80\xff", "file_not_taken"),
    "nothing but zeros": ("zeros.pdf", bytes(5_000), "file_not_taken"),
    "text with a NUL": ("a.txt", b"abc\0def", "file_not_taken"),
    "text of bytes that are none": ("a.txt", b"\xc3\x28\xa0\xff", "file_not_taken"),
    "text that steers a terminal": ("a.txt", b"\x1b]0;owned\x07", "file_not_taken"),
}  # fmt: skip

# The web framework cuts names at 255 characters and drops what joins emoji before we see them.
# What is harmless as long as it is never shown by the browser: name, contents, name and type it is handed out with.
TAKEN: dict[str, tuple[str, bytes, str, str]] = {
    "PDF and a page in one": ("a.html", PDF + HTML, "a.html.pdf", "application/pdf"),
    "PDF and a ZIP in one": ("a.jar", PDF + packed({"A.class": b"x"}), "a.jar.pdf", "application/pdf"),
    "PDF with a program in it": ("a.pdf", PDF.replace(b"Catalog", b"Catalog /OpenAction << /JS (app.alert(1)) >>"), "a.pdf", "application/pdf"),
    "PDF as a program": ("invoice.pdf.exe", PDF, "invoice.pdf.exe.pdf", "application/pdf"),
    "PNG and a ZIP in one": ("a.png", png(after=packed({"a.txt": b"a"})), "a.png", "image/png"),
    "PNG and a page in one": ("a.html", png(after=HTML), "a.html.png", "image/png"),
    "GIF and a script in one": ("a.js", gif(b"/*" + SCRIPT + b"*/=1;alert(1)"), "a.js.gif", "image/gif"),
    "JPEG with a page in its comment": ("a.php", jpeg(HTML), "a.php.jpg", "image/jpeg"),
    "JPEG and a JAR in one": ("a.jpeg", jpeg(after=packed({"A.class": b"x"})), "a.jpeg", "image/jpeg"),
    "WebP as JPEG": ("IMG_1.jpg", webp(), "IMG_1.jpg.webp", "image/webp"),
    "TIFF": ("scan.TIF", tiff(), "scan.TIF", "image/tiff"),
    "Word": ("letter.docx", office(), "letter.docx", WORD),
    "Word as a page": ("letter.html", office(), "letter.html.docx", WORD),
    "OpenDocument": ("letter.odt", open_document(), "letter.odt", OPEN_TEXT.decode()),
    "batch": ("run.bat", b"@echo off\r\ndel C:\\*\r\n", "run.bat.txt", "text/plain"),
    "JavaScript": ("x.js", b"alert(1)//", "x.js.txt", "text/plain"),
    "an HTML application, named so": ("x.hta", b"nothing", "x.hta.txt", "text/plain"),
    "formulas": ("x.csv", b"=cmd|' /C calc'!A0,1\n", "x.csv", "text/csv"),
    "UTF-16": ("x.txt", "naïve".encode("utf-16"), "x.txt", "text/plain"),
    "a folder above": ("../../../etc/passwd", b"root", "passwd.txt", "text/plain"),
    "a folder of Windows": ("..\\..\\boot.ini", b"x1", "boot.ini.txt", "text/plain"),
    "a turned name": ("Cert\u202efdp.txt", b"x2", "Certfdp.txt", "text/plain"),
    "three hundred characters": ("x" * 300 + ".txt", b"x3", "x" * 251 + ".txt", "text/plain"),
    "emoji": ("👩‍🎓 Zeugnis 😀.txt", b"x4", "👩🎓 Zeugnis 😀.txt", "text/plain"),
    "quotes": ("a'b;c=d.txt", b"x5", "a'b;c=d.txt", "text/plain"),
    "tags": ("<b onmouseover=alert(1)>x<b>.txt", b"x6", "<b onmouseover=alert(1)>x<b>.txt", "text/plain"),
    "a device": ("CON.txt", b"x7", "_CON.txt", "text/plain"),
    "a hidden file": (".htaccess", b"Options +ExecCGI", "htaccess.txt", "text/plain"),
    "nothing but an ending": (".txt", b"x8", "File.txt", "text/plain"),
    "a template": ("{{ 7*7 }}{% raw %}.txt", b"x9", "{{ 7*7 }}{% raw %}.txt", "text/plain"),
    "a formula as a name": ("=HYPERLINK(1).txt", b"x10", "=HYPERLINK(1).txt", "text/plain"),
    "many dots": ("a....txt", b"x11", "a....txt", "text/plain"),
    "right to left": ("شهادة.txt", b"x12", "شهادة.txt", "text/plain"),
}  # fmt: skip
