"""Small PDFs with text, written byte by byte: pages of lines in Helvetica."""

import io


def pdf_of(pages, *, content=None):
    """Return a PDF of pages, each a list of lines (in Windows-1252), or with one content stream for all."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    kids = []
    for lines in pages:
        stream = content if content is not None else _text(lines)
        objects.append(b"<< /Length %d >>\nstream\n" % len(stream) + stream + b"\nendstream")
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>"
            % len(objects)
        )
        kids.append(len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(b"%d 0 R" % kid for kid in kids))
    return _file(objects)


def _text(lines):
    shown = [line.encode("cp1252").replace(b"\\", rb"\\").replace(b"(", rb"\(").replace(b")", rb"\)") for line in lines]
    return b"BT /F1 10 Tf 14 TL 50 800 Td " + b" ".join(b"(%s) Tj T*" % line for line in shown) + b" ET"


def _file(objects):
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    at = []
    for number, body in enumerate(objects, 1):
        at.append(out.tell())
        out.write(b"%d 0 obj\n" % number + body + b"\nendobj\n")
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(at) + 1) + b"".join(b"%010d 00000 n \n" % one for one in at))
    out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(at) + 1, start))
    return out.getvalue()
