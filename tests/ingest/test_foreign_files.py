"""Files that are no table are called what they are, by both readers; marks and provenances in folders are left out."""

import io
import zipfile

import pytest
import xlwt

from atmp_logistics.core.errors import NotATable
from atmp_logistics.ingest import read_events, read_readings
from atmp_logistics.ingest.files.file import File
from atmp_logistics.ingest.files.foreign_files import refuse_foreign

LOG = "logger_id,time,temperature [°C]\nA,2026-11-10T08:00Z,5.0\n"


def old_office(stream):
    """Return a file as old Office writes them, with one stream of a name in its directory."""
    name = stream.encode("utf-16-le")
    return b"\xd0\xcf\x11\xe0".ljust(512, b"\x00") + name.ljust(64, b"\x00") + (len(name) + 2).to_bytes(2, "little")


def packed(*names, first=b""):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        if first:
            file.writestr("mimetype", first)
        for name in names:
            file.writestr(name, "x")
    return out.getvalue()


def old_workbook_with_password():
    book, out = xlwt.Workbook(), io.BytesIO()
    book.add_sheet("A").write(0, 0, "time")
    book.save(out)
    # The record of who wrote it becomes the one that says how it is encrypted.
    return out.getvalue().replace(b"\x5c\x00\x70\x00", b"\x2f\x00\x70\x00", 1)


FOREIGN = {
    "a PDF": b"%PDF-1.7\n%\xe2\xe3",
    "the report of a Berlinger Fridge-tag, which is a PDF": b"%PDF-1.3\n<</Title (Read-Out of the Q-tag Fridge-tag 9)>>",
    "the report of a Berlinger Q-tag, which is a PDF": b"%PDF-1.3\n<</Title (Read-Out of the Q-tag CLm)>>",
    "the memory of a BioVoice vaccine logger (.bv), which is no text": b"\x0d\x07T309\x00\x00GMT +00\x00biovoice\x00\xcc",
    "an RTF document": b"{\\rtf1\\ansi",
    "a picture (PNG)": b"\x89PNG\r\n\x1a\n\x00",
    "a picture (BMP)": b"BM\x00\x00\x01",
    "a packed file (gzip)": b"\x1f\x8b\x08\x00",
    "a web page": b"\xef\xbb\xbf<!-- saved -->\n<!DOCTYPE html>\n<html>",
    "a workbook as XML": b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>',
    "an e-mail": b"Received: from a\r\n",
    "a Word document (.docx)": packed("[Content_Types].xml", "word/document.xml"),
    "a binary workbook (.xlsb)": packed("[Content_Types].xml", "xl/workbook.bin"),
    "an OpenDocument workbook (.ods)": packed("a", first=b"application/vnd.oasis.opendocument.spreadsheet"),
    "an OpenDocument file": packed("a", first=b"application/vnd.oasis.opendocument.text"),
    "a packed folder (zip) of 2 files": packed("a.csv", "b.csv"),
    "a workbook with a password": old_office("EncryptedPackage"),
    "a Word document (.doc)": old_office("WordDocument"),
    "an e-mail (.msg)": old_office("__properties_version1.0"),
}


@pytest.mark.parametrize("reader", [read_events, read_readings])
@pytest.mark.parametrize(("what", "data"), FOREIGN.items())
def test_a_file_that_is_no_table_is_called_what_it_is(reader, what, data, tmp_path):
    path = tmp_path / "record.csv"
    path.write_bytes(data)
    with pytest.raises(NotATable) as refused:
        reader(path)
    assert [fault.found for fault in refused.value.faults] == [what]


@pytest.mark.parametrize("reader", [read_events, read_readings])
def test_an_old_workbook_with_a_password_is_called_that(reader, tmp_path):
    path = tmp_path / "record.xls"
    path.write_bytes(old_workbook_with_password())
    with pytest.raises(NotATable, match="found a workbook with a password"):
        reader(path)


def test_a_lock_file_is_called_that(tmp_path):
    path = tmp_path / "~$sheet.xlsx"
    path.write_bytes(b"\x05Owner")
    with pytest.raises(NotATable, match="the mark that Office leaves beside an open file"):
        read_events(path)


@pytest.mark.parametrize("data", [b"BMI,time\n", b"GIF8,x\n", b"RIFFLE\n", b"From: x\nTo: y\n", b"PK\x03\x04broken"])
def test_a_text_that_begins_like_another_kind_is_not_called_one(data):
    refuse_foreign(File("x.csv", data))


def test_a_stream_named_in_a_cell_makes_no_document():
    refuse_foreign(File("x.xls", b"\xd0\xcf\x11\xe0abc" + old_office("WordDocument")[512:]))


def test_what_office_and_convert_leave_in_a_folder_is_left_out_and_named(tmp_path):
    (tmp_path / "a.csv").write_text(LOG, "utf-8")
    (tmp_path / "~$a.xlsx").write_bytes(b"\x05Owner")
    (tmp_path / "a.csv.provenance.json").write_text("{}", "utf-8")
    log = read_readings(tmp_path)
    assert log.provenance[-1].assumptions == (
        "1 left out, the provenance that convert writes beside a table: a.csv.provenance.json",
        "1 left out, the mark that Office leaves beside an open file: ~$a.xlsx",
    )
