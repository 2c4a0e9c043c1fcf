"""TOML from strangers: large, deep, with numbers of any length; each is refused by its one reader, in every command."""

import pytest

from atmp_logistics.core.errors import SiteError
from atmp_logistics.core.plain_files import in_words
from atmp_logistics.core.toml_file import read_toml

HOSTILE = {
    "lists nested deep": (b"a = " + b"[" * 5000 + b"]" * 5000, "nested more than 32 deep"),
    "lists nested a little too deep": (b"a = " + b"[" * 33 + b"]" * 33, "nested more than 32 deep"),
    "tables nested deep": (b"a = " + b"{a=" * 5000 + b"1" + b"}" * 5000, "nested more than 32 deep"),
    "keys joined by points": (b".".join([b"a"] * 100_000) + b" = 1", "nested more than 32 deep"),
    "quoted keys joined by points": (b" . ".join([b'"a"'] * 100_000) + b" = 1", "nested more than 32 deep"),
    "a header of joined keys": (b"[" + b".".join([b"a"] * 100_000) + b"]", "nested more than 32 deep"),
    "more than a file of this kind can hold": (b"# a comment\n" * 100_000, "more than 1 MiB"),
    "a number of ten thousand digits": (b"a = " + b"9" * 10_000, "a TOML file in UTF-8"),
    "no UTF-8": ("å = 1".encode("cp1252"), "a TOML file in UTF-8"),
    "half of a character": (b'a = "\\ud800"', "a TOML file in UTF-8"),
    "no text": (bytes(range(256)), "a TOML file in UTF-8"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_toml_is_refused(tmp_path, name):
    data, words = HOSTILE[name]
    file = tmp_path / "site.toml"
    file.write_bytes(data)
    with pytest.raises(SiteError, match=words) as refusal:
        read_toml(file, SiteError)
    assert str(file) in str(refusal.value)


def test_what_is_deep_enough_is_read(tmp_path):
    file = tmp_path / "site.toml"
    file.write_bytes(b"a = " + b"[" * 32 + b"]" * 32 + b"\nb = 'see 1.2.3.4.5.6.7.8.9'\n")
    assert read_toml(file, SiteError)[0]["b"].startswith("see")


def test_sizes_in_words():
    assert (in_words(500_000_000), in_words(1 << 20), in_words(40)) == ("500 MB", "1 MiB", "40 bytes")
