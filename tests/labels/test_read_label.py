"""Which format a label's file gets: the one that recognises its content; none or two are refused with its beginning."""

from types import SimpleNamespace

import pytest

from atmp_logistics.core.errors import LabelError
from atmp_logistics.labels import formats
from atmp_logistics.labels.label_text import LabelText
from atmp_logistics.labels.read_label import read_label


def form(name, mark):
    return SimpleNamespace(
        NAME=name,
        recognises=lambda file: file.data.startswith(mark),
        read=lambda file: LabelText(file.name, file.sha256, name, "", "", "", ()),
    )


@pytest.fixture(autouse=True)
def _two_formats(monkeypatch):
    monkeypatch.setattr(formats, "all_formats", lambda: (form("Plain", b"label"), form("Plainer", b"label 2")))


@pytest.fixture
def refused(tmp_path):
    def ask(data, **options):
        path = tmp_path / "label.bin"
        path.write_bytes(data)
        with pytest.raises(LabelError) as caught:
            read_label(path, **options)
        return str(caught.value)

    return ask


def test_the_format_that_recognises_the_content_reads_it(tmp_path):
    path = tmp_path / "label.docx"
    path.write_bytes(b"label 1")
    assert read_label(path).format == "Plain"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<html>\n<body>", "begins with '<html> <body>', expected a label: Plain | Plainer."),
        (b"\x89PNG\r\n", "the bytes 89 50 4e 47 0d 0a"),
        (b"\x00\x00", "the bytes 00 00"),
        (b" \n", "an empty file"),
        (b"label 2", "the signs of Plain, Plainer, expected one format"),
    ],
)
def test_none_or_two_are_refused(refused, data, words):
    assert words in refused(data)


def test_a_larger_file_than_stated_is_refused_before_it_is_read(refused):
    assert "a file of 0.3 MB, expected at most 0.2 MB" in refused(b"label" * 60_000, max_size_MB=0.2)


@pytest.mark.parametrize(("name", "words"), [("no.xml", "no such file"), ("", "a folder, and no plain file")])
def test_what_is_no_file_is_refused(tmp_path, name, words):
    with pytest.raises(LabelError, match=words):
        read_label(tmp_path / name)
