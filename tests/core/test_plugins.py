"""Plug-ins are found in packages and in folders that a call names; what cannot be loaded, or clashes, is refused by name."""

import sys

import pytest
from made_plugins import family, folder_of, forget, installed, rule

from atmp_logistics.core.errors import PluginError
from atmp_logistics.core.plugin_entries import entries_of
from atmp_logistics.core.plugin_modules import loaded_entry
from atmp_logistics.core.plugin_template import names_of, write_template
from atmp_logistics.core.plugins import load_plugins, plugin_folders, plugins_at_hand, plugins_from, plugins_of
from atmp_logistics.ingest.loggers import all_dialects
from atmp_logistics.ingest.messages import all_formats
from atmp_logistics.rules import all_rules, explain, not_assessed, question_of, select


@pytest.fixture
def place(tmp_path, monkeypatch):
    found = tmp_path / "site-packages"
    found.mkdir()
    monkeypatch.syspath_prepend(found)
    before = set(sys.modules)
    yield found
    forget(before)


def refused(*folders):
    with pytest.raises(PluginError) as refusal, plugins_from(*folders):
        all_rules(), all_dialects(), all_formats()
    assert refusal.value.exit_code == 2
    return str(refusal.value)


def test_a_rule_of_a_package_is_found_by_its_entry_point(place):
    installed(place, "made-seals", "rules", {"own.py": rule()})
    [source] = plugins_at_hand()
    assert str(source) == "rule TEST101 of the package made-seals 1.0"
    assert len(source.sha256) == 64
    assert list(all_rules())[-1] == "TEST101"
    assert explain("test101").startswith("Is TEST101 asked?")
    assert not_assessed(select(["W"]))[-2:] == ("TEST101", "custody")


def test_what_goes_away_is_forgotten(place):
    installed(place, "made-seals", "rules", {"own.py": rule()})
    assert "TEST101" in all_rules()
    sys.path.remove(str(place))
    assert "TEST101" not in all_rules()
    assert question_of("TEST101") == "a rule of a plug-in that is not loaded here"


def test_an_object_of_a_module_and_a_module_alone_are_plug_ins_too(place):
    holder = (
        rule().replace("def judge", "def _judge")
        + "class Own:\n    'Is it?'\n    CODE, judge = CODE, staticmethod(_judge)\n"
    )
    (place / "made_alone.py").write_text(holder, "utf-8")
    installed(place, "made-other", "rules", {}, value="made_alone:Own")
    [source] = plugins_at_hand()
    assert source.name == "TEST101"
    before = source.sha256
    (place / "made_alone.py").write_text(holder + "\n", "utf-8")
    del sys.modules["made_alone"]
    (place / "touched").write_text("", "utf-8")
    assert plugins_at_hand()[0].sha256 == before, "what is loaded is what was hashed"


def test_the_hash_is_over_every_file_of_the_package(place, tmp_path):
    installed(place, "made-seals", "rules", {"own.py": rule(), "deep/__init__.py": "", "deep/words.txt": "whole"})
    [one] = plugins_at_hand()
    other = tmp_path / "other"
    other.mkdir()
    installed(other, "made-seals", "rules", {"own.py": rule(), "deep/__init__.py": "", "deep/words.txt": "broken"})
    sys.path[:] = [str(other), *(path for path in sys.path if path != str(place))]
    forget(set(sys.modules) - {name for name in sys.modules if name.startswith("made_")})
    assert plugins_at_hand()[0].sha256 != one.sha256


BROKEN = {
    "import": ({"own.py": "import nowhere_at_all"}, "ModuleNotFoundError: No module named 'nowhere_at_all'"),
    "exit": ({"own.py": "raise SystemExit(0)"}, "SystemExit: 0"),
    "no module": ({}, "No module named 'made_seals.own'"),
    "no code": ({"own.py": "'''Is it?'''\ndef judge(e, x): ..."}, "CODE = None, expected CODE, a text"),
    "our kind of code": ({"own.py": rule("S101")}, "CODE = 'S101', expected two to eight capital letters"),
    "no judge": ({"own.py": "'''Is it?'''\nCODE = 'TEST101'"}, "no function judge, expected a rule with judge"),
    "no docstring": ({"own.py": "CODE = 'TEST101'\ndef judge(e, x): ..."}, "found no docstring"),
    "table": ({"own.py": rule() + "TABLE = 'Big Table'\n"}, "TABLE = 'Big Table', expected the name of a table"),
    "no reader": ({"own.py": rule() + "TABLE = 'seal'\n"}, "TABLE without a function read_limit"),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_a_package_whose_rule_is_broken_refuses_by_its_name(place, case):
    files, words = BROKEN[case]
    installed(place, "made-seals", "rules", files)
    said = refused()
    assert "plug-in of the package made-seals 1.0" in said
    assert words in said
    assert "mend or uninstall the package" in said


def test_a_package_without_an_init_above_it_is_hashed_alone(place):
    (place / "made_space").mkdir()
    installed(place / "made_space", "inner", "rules", {"own.py": rule()}, value="made_space.inner.own")
    (place / "made_space" / "inner-1.0.dist-info").rename(place / "inner-1.0.dist-info")
    [one] = plugins_at_hand()
    (place / "made_space" / "more.py").write_text("", "utf-8")
    (place / "made_space" / "inner" / "__pycache__").mkdir(exist_ok=True)
    (place / "made_space" / "inner" / "__pycache__" / "own.pyc").write_bytes(b"x")
    (place / "touched").write_text("", "utf-8")
    assert loaded_entry(entries_of("rules").entries[0])[1] == one.sha256


def test_metadata_that_cannot_be_read_refuses_by_the_packages_name(place):
    installed(place, "made-seals", "rules", {"own.py": rule()})
    (place / "made_seals-1.0.dist-info" / "entry_points.txt").write_text("[atmp_logistics.rules]\nown\n", "utf-8")
    assert "package made-seals: found entry points that cannot be read" in refused()


def test_all_that_is_broken_is_said_at_once(place):
    installed(place, "made-one", "rules", {"own.py": "import nowhere_at_all"})
    installed(place, "made-two", "rules", {"own.py": "1 / 0"})
    said = refused()
    assert "made-one" in said
    assert "made-two" in said
    assert "ZeroDivisionError" in said


def test_a_folder_is_loaded_where_a_call_names_it_and_what_stands_beside_is_imported(tmp_path):
    ward = folder_of(
        tmp_path / "ward", rules__seal=rule("WARD101").replace("import *", "import *\nfrom ._words import WHY")
    )
    folder_of(ward, rules___words="WHY = 'because'\n", loggers__cold=family(), tests__test_seal="")
    (ward / "README.md").write_text("Ours.", "utf-8")
    before = {*ward.rglob("*")}, list(sys.path)
    with plugins_from(ward) as sources:
        assert list(map(str, sources)) == [
            "rule WARD101 of the file rules/seal.py of the folder ward",
            "logger family Coldlog of the file loggers/cold.py of the folder ward",
        ]
        assert plugin_folders() == (str(ward),)
        assert "WARD101" in all_rules()
        assert "Coldlog" in {one.NAME for one in all_dialects()}
    assert "WARD101" not in all_rules()
    assert ({*ward.rglob("*")}, sys.path) == before, "nothing is written, and no path of imports is changed"


def test_a_folder_that_is_loaded_again_is_read_again(tmp_path):
    ward = folder_of(tmp_path / "ward", rules__seal=rule("WARD101"))
    with plugins_from(ward) as first:
        folder_of(ward, rules__seal=rule("WARD102"))
        second = load_plugins(ward)
    assert [one.name for one in (*first, *second)] == ["WARD101", "WARD102"]
    assert first[0].sha256 != second[0].sha256


def test_what_lies_in_the_working_directory_is_not_run(tmp_path, monkeypatch):
    folder_of(tmp_path, rules__seal="raise SystemExit(9)", loggers__cold="raise SystemExit(9)")
    monkeypatch.chdir(tmp_path)
    assert plugins_at_hand() == ()


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({}, "found no plug-in, expected rules/*.py, loggers/*.py or messages/*.py"),
        ({"seal": rule()}, "seal.py: found a module that would be left out"),
        ({"extra__seal": rule()}, "extra/seal.py: found a module that would be left out"),
        ({"rules__seal": "1 / 0"}, "plug-in of the file rules/seal.py of the folder ward: found ZeroDivisionError"),
        ({"loggers__cold": "NAME = ' x'"}, "NAME = ' x', expected NAME, a text that is not empty"),
        (
            {"messages__moves": "NAME = 'x'"},
            "no function recognises, expected a message format with recognises and read",
        ),
    ],
)
def test_a_folder_with_what_is_no_plug_in_is_refused(tmp_path, files, words):
    ward = folder_of(tmp_path / "ward", **files)
    ward.mkdir(exist_ok=True)
    assert words in refused(ward).replace("\\", "/")
    assert plugin_folders() == ()


def test_a_folder_that_cannot_be_listed_is_refused(tmp_path, monkeypatch):
    ward = folder_of(tmp_path / "ward", rules__seal=rule())

    def no(*_):
        raise PermissionError("not yours")

    monkeypatch.setattr("atmp_logistics.core.plugin_folder._other_folders", no)
    assert "found PermissionError: not yours" in refused(ward)


CLASHES = {
    "two rules": ({"rules__a": rule(), "rules__b": rule()}, ["the name 'TEST101', which the rule TEST101", "rules/b.py"]),
    "two families": ({"loggers__a": family(), "loggers__b": family("COLDLOG")}, ["the name 'COLDLOG', which the", "loggers/a.py"]),
    "a family of ours": ({"loggers__a": family("elitech")}, ["the name 'Elitech', which the library has too", "loggers/a.py"]),
    "the word for tables": ({"loggers__a": family("table")}, ["the name 'table', which the library has too"]),
    "a format of ours": ({"messages__a": family("fhir")}, ["the name 'fhir', which the library has too"]),
    "two tables": (
        {name: rule(code) + "TABLE = 'seal'\ndef read_limit(item): ...\n" for name, code in (("rules__a", "AA101"), ("rules__b", "BB101"))},
        ["the table 'seal', which the rule AA101 of the file rules/a.py of the folder ward has too"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CLASHES)
def test_two_of_one_name_are_refused_and_both_named(tmp_path, case):
    files, words = CLASHES[case]
    said = refused(folder_of(tmp_path / "ward", **files))
    for word in words:
        assert word in said


def test_a_package_and_a_folder_of_one_code_are_refused(place, tmp_path):
    installed(place, "made-seals", "rules", {"own.py": rule()})
    said = refused(folder_of(tmp_path / "ward", rules__seal=rule()))
    assert "rules/seal.py of the folder ward" in said
    assert "package made-seals 1.0" in said


def test_a_code_of_ours_is_refused(monkeypatch, tmp_path):
    from atmp_logistics import rules

    monkeypatch.setattr(rules, "our_rules", lambda: {"TEST101": object()})
    rules._with_plugins.cache_clear()
    said = refused(folder_of(tmp_path / "ward", rules__seal=rule()))
    rules._with_plugins.cache_clear()
    assert "the name 'TEST101', which the library has too" in said


def test_plug_ins_are_imported_when_they_are_first_asked_for(place):
    installed(place, "made-seals", "rules", {"own.py": rule()})
    plugins_of("loggers")
    assert "made_seals.own" not in sys.modules
    plugins_of("rules")
    assert "made_seals.own" in sys.modules
    assert plugins_of("rules") is plugins_of("rules")


@pytest.mark.parametrize("name", ["Seal", "seal_checks", "9seals", "a1", "", "seal--x"])
def test_a_template_wants_a_name_that_can_be_one(name):
    with pytest.raises(Exception, match="small letters, digits and hyphens"):
        names_of(name)


def test_a_template_replaces_nothing(tmp_path):
    (tmp_path / "template").mkdir()
    (tmp_path / "template" / "@MODULE@.py.template").write_text("NAME = '@NAME@'\n", "utf-8")
    out, names = tmp_path / "out", names_of("seal-checks")
    [path] = write_template(tmp_path / "template", out, names)
    assert (path.name, path.read_text("utf-8")) == ("seal_checks.py", "NAME = 'seal-checks'\n")
    with pytest.raises(Exception, match="something that is there already"):
        write_template(tmp_path / "template", out, names)
    with pytest.raises(Exception, match="something that is there already"):
        write_template(tmp_path / "template", path, names)
    (tmp_path / "empty").mkdir()
    assert write_template(tmp_path / "template", tmp_path / "empty", names)
