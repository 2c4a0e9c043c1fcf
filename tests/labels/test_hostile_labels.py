"""Files made to cost much, each read by a process of its own: what it may take, and that it says why and ends."""

import gzip
import os
import subprocess
import sys
from tempfile import TemporaryFile

import pytest
from places import ROOT

pytestmark = [
    pytest.mark.nightly,
    pytest.mark.skipif(not hasattr(os, "wait4"), reason="the system does not say what a process took"),
]
MOST_TIME_S, MOST_MEMORY = 5, 1 << 30
MB = 1_000_000
V3, FHIR = b'<document xmlns="urn:hl7-org:v3">', b'<Bundle xmlns="http://hl7.org/fhir">'
SECTION = b"<component><structuredBody><component><section><title>2 DOSAGE</title><text>%s</text></section></component></structuredBody></component>"
JSON = b'{"resourceType": "Bundle", "a": '
BROKEN = b"<text><div><p>2 to 8 <b>\xc2\xb0C</p></div></text>"


def spl(text):
    return V3 + SECTION % text + b"</document>"


def times(piece, size):
    return piece * (size // len(piece))


def bomb():
    lines = [b'<!ENTITY a0 "2 to 8 C ">', *(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))]
    return b"<!DOCTYPE document [" + b"".join(lines) + b"]>" + V3 + b"&a9;</document>"


def composition(sections):
    rules = "".join(
        f'* section[+]\n  * title = "{n} Title"\n  * text.div = """<div><p>2 {n} to 8 C</p></div>"""\n'
        for n in range(sections)
    )
    return ("Instance: a\nInstanceOf: CompositionUvEpi\n" + rules).encode()


#: What it is, its bytes, the exit code, and words that it must say.
FILES = {
    "JSON nested 30 million deep": (lambda: JSON + b"[" * 30 * MB, 2, "30,000,000 times '[', expected at most 400,000"),
    "30 MB of numbers in JSON": (lambda: JSON + b"[" + times(b"1,", 30 * MB) + b"1]}", 2, ""),
    "30 MB of one text in JSON": (lambda: JSON + b'"' + b"\\u00b0" * 5 * MB + b'"}', 2, ""),
    "1.9 million letters of quantities": (lambda: spl(times(b"<paragraph>Store at 2 to 8 \xc2\xb0C for 3 days.</paragraph>", 3 * MB)), 2, "letters"),
    "390 000 letters of quantities": (lambda: spl(times(b"<paragraph>" + b"2 to 8 \xc2\xb0C, 3 h " * 30 + b"</paragraph>", 400_000)), 0, "2 DOSAGE"),
    "390 000 letters, two numbers a word": (lambda: spl(times(b"<paragraph>" + b"2 to " * 1000 + b"</paragraph>", 390_000)), 0, "2 DOSAGE"),
    "390 000 letters of dashes": (lambda: spl(times(b"<paragraph>" + b"- " * 2900 + b"</paragraph>", 390_000)), 0, "2 DOSAGE"),
    "a paragraph of 390 000 letters": (lambda: spl(b"2 h " * 97_000), 0, "in which no number is marked"),
    "a bomb of entities": (bomb, 2, "a document type"),
    "XML 3 million deep": (lambda: V3 + b"<a>" * 3 * MB, 2, "nested 101 deep"),
    "30 MB of elements": (lambda: V3 + b"<a/>" * 7 * MB + b"</document>", 2, "400,001 elements"),
    "30 MB of attributes": (lambda: V3 + b"<a " + b" ".join(b'a%d="1"' % n for n in range(2 * MB)) + b"/></document>", 2, ""),
    "30 MB of spaces before XML": (lambda: b" " * 30 * MB + V3, 2, ""),
    "30 MB of comments before XML": (lambda: times(b"<!-- a -->", 30 * MB) + V3, 2, ""),
    "30 MB of broken divs": (lambda: FHIR + times(BROKEN, 30 * MB) + b"</Bundle>", 2, "not well-formed"),
    "30 MB of divs without end": (lambda: FHIR + b"<div" * 7 * MB, 2, ""),
    "30 MB of divs, one broken": (lambda: FHIR + times(b"<text><div><p>a&nbsp;</p></div></text>", 30 * MB) + BROKEN + b"</Bundle>", 2, ""),
    "30 MB of shorthand": (lambda: composition(300_000), 2, ""),
    "30 MB of shorthand without end": (lambda: b"InstanceOf: Composition\n" + b'"""\n' * 7 * MB, 2, ""),
    "30 MB of lines": (lambda: b"\n" * 30 * MB, 2, ""),
    "30 MB of numbered lines": (lambda: times(b"6.4 Storage\n\n2 to 8 C\n", 30 * MB), 2, ""),
    "30 MB in one line": (lambda: b"a\n\n\n\n\n\n" + b"2 to 8 C " * 3 * MB, 2, ""),
    "a gzip'd file": (lambda: gzip.compress(spl(b"2 C")), 2, "the bytes 1f 8b"),
    "UTF-16": (lambda: spl(b"2 C").decode().encode("utf-16"), 0, "2 DOSAGE"),
    "UTF-16 of half a letter": (lambda: spl(b"2 C").decode().encode("utf-16")[:-1], 2, ""),
    "an empty file": (lambda: b"", 2, "an empty file"),
    "zeros": (lambda: bytes(30 * MB), 2, ""),
    "a PDF of zeros": (lambda: b"%PDF-1.7\n" + bytes(30 * MB), 2, "PDF"),
}  # fmt: skip


#: The command, bound so that one that takes far too much harms no other process.
COMMAND = f"""
import resource, runpy, sys
resource.setrlimit(resource.RLIMIT_CPU, ({8 * MOST_TIME_S}, {8 * MOST_TIME_S}))
resource.setrlimit(resource.RLIMIT_AS, ({3 * MOST_MEMORY}, {3 * MOST_MEMORY}))
sys.argv = ["atmp-logistics", "label", "show", sys.argv[1]]
runpy.run_module("atmp_logistics", run_name="__main__")
"""


def took(path):
    """Read a file as the command does; return its exit code, its words, seconds of the processor, bytes of memory."""
    with TemporaryFile() as out:
        child = subprocess.Popen([sys.executable, "-c", COMMAND, str(path)], cwd=ROOT, stdout=out, stderr=out)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        words = out.read().decode("utf-8", errors="replace")
    memory = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return child.returncode, words, usage.ru_utime + usage.ru_stime, memory


def check(path, code, words):
    ended, text, time_s, memory = took(path)
    print(f"{time_s:.1f} s, {memory / MB:.0f} MB: {text[:300]}")
    assert (ended, "Traceback" in text, " ".join(words.split()) in " ".join(text.split())) == (code, False, True), text[
        :600
    ]
    assert time_s < MOST_TIME_S
    assert memory < MOST_MEMORY


@pytest.mark.parametrize("what", FILES)
def test_a_hostile_file_ends_within_bounds(tmp_path, what):
    data, code, words = FILES[what]
    path = tmp_path / "label.xml"
    path.write_bytes(data())
    check(path, code, words)


@pytest.mark.parametrize(("path", "words"), [("/dev/zero", "a device"), (str(ROOT / "tests"), "a folder")])
def test_what_is_no_plain_file_is_not_opened(path, words):
    check(path, 2, words)


def test_a_sparse_file_of_600_MB_is_refused_by_its_size(tmp_path):
    path = tmp_path / "sparse.xml"
    with path.open("wb") as file:
        file.truncate(600 * MB)
    check(path, 2, "a file of 600.0 MB, expected at most 32 MB")
