"""The chain of hashes: one byte altered anywhere is found, and each link says intact, not there, or broken."""

import json
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest
from how_many import draws
from hypothesis import given, settings
from hypothesis import strategies as st

import atmp_logistics as atmp
from atmp_logistics.assessment.chain_links import document_of
from atmp_logistics.assessment.link_states import LinkState
from atmp_logistics.assessment.manifest import manifest_text
from atmp_logistics.core.errors import AtmpError
from atmp_logistics.core.sealed_json import is_whole, sealed

EVENTS = """therapy_id,container_id,event,time
T1,B1,thaw_end,2026-11-10T09:10Z
T1,B1,administration_end,2026-11-10T09:59Z
"""
READINGS = "time,temperature [degC]\n2026-11-10T09:00Z,21\n2026-11-10T09:05Z,21\n"
PRODUCT = "kymriah-eu"
SITE = 'tz = "Europe/Stockholm"\n'


def decided_form(result, path, at, **fields):
    (form,) = result.deviations()
    text = form.to_toml()
    for key, value in ({"decision": "accepted", "reason": "none", "by": "N. N.", "at": at} | fields).items():
        text = text.replace(f'\n{key} = ""', f'\n{key} = "{value}"', 1)
    path.write_text(text, "utf-8")
    return path


def made(folder):
    """Return the files of a chain: inputs, profile, two decisions, result, page and manifest."""
    folder.mkdir(exist_ok=True)
    texts = {"events.csv": EVENTS, "log.csv": READINGS, "site.toml": SITE}
    for name, text in texts.items():
        (folder / name).write_text(text)
    site = atmp.load_site(folder / "site.toml")
    events, readings = atmp.read_events(folder / "events.csv"), atmp.read_readings(folder / "log.csv")
    result = atmp.assess(events, readings, PRODUCT, site=site)
    first = decided_form(result, folder / "1.toml", "2026-11-24T10:00+01:00")
    second = decided_form(result.with_decisions(first), folder / "2.toml", "2026-11-25T10:00+01:00")
    result.to_json(folder / "plain.json")
    result = result.with_decisions(first, second)
    result.to_json(folder / "result.json")
    result.to_html(folder / "result.html")
    read = [folder / name for name in (*texts, "1.toml", "2.toml")]
    text = manifest_text(result, read, [folder / "result.json", folder / "result.html"], folder)
    (folder / "manifest.json").write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="module")
def chain(tmp_path_factory):
    return made(tmp_path_factory.mktemp("chain"))


@pytest.fixture
def own(tmp_path):
    return made(tmp_path / "own")


def states(found):
    return {one.what: one.state.value for one in found.links}


def test_a_whole_chain_is_intact(chain):
    found = atmp.verify(chain / "manifest.json")
    assert (found.exit_code, found.first_broken) == (0, None)
    assert {one.state for one in found.links} == {LinkState.INTACT}
    assert {"input events.csv", "input log.csv", "site profile site.toml", "product file kymriah-eu.toml"} < {
        *states(found)
    }
    assert {"decision 1.toml", "decision before this one", "findings of 2.toml", "content of result.json"} < {
        *states(found)
    }
    assert repr(found) == f"<Verification: {len(found.links)} intact, 0 not there to check, 0 broken>"


def test_a_manifest_is_the_same_each_time(chain, own):
    assert (chain / "manifest.json").read_bytes() == (own / "manifest.json").read_bytes()


FILES = ["events.csv", "log.csv", "site.toml", "1.toml", "2.toml", "result.json", "result.html", "manifest.json"]


@pytest.fixture(scope="module")
def altered(tmp_path_factory):
    return made(tmp_path_factory.mktemp("altered"))


@pytest.mark.parametrize("name", FILES)
@settings(max_examples=draws(25), deadline=None)
@given(data=st.data())
def test_one_byte_altered_anywhere_is_found(altered, name, data):
    path = altered / name
    whole = path.read_bytes()
    place = data.draw(st.integers(0, len(whole) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda value: value != whole[place]))
    try:
        path.write_bytes(whole[:place] + bytes([byte]) + whole[place + 1 :])
        found = atmp.verify(altered / "manifest.json")
    except AtmpError:
        assert name == "manifest.json"  # it is not known any more as what it is
    else:
        assert found.exit_code == 1
        assert name in found.first_broken.what
    finally:
        path.write_bytes(whole)


@pytest.mark.parametrize("name", ["events.csv", "log.csv", "site.toml", "1.toml", "2.toml", "result.json"])
@settings(max_examples=draws(15), deadline=None)
@given(data=st.data())
def test_without_a_manifest_it_is_found_too(altered, name, data):
    path = altered / name
    whole = path.read_bytes()
    place = data.draw(st.integers(0, len(whole) - 1))
    try:
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        code = atmp.verify(altered / "result.json", *(altered / each for each in FILES[:5])).exit_code
    except AtmpError:
        code = 2
    finally:
        path.write_bytes(whole)
    assert code in {1, 2}


@pytest.mark.parametrize("name", ["events.csv", "1.toml"])
def test_a_byte_more_or_less_is_found(own, name):
    whole = (own / name).read_bytes()
    for data in (whole + b"\n", whole[:-1], b""):
        (own / name).write_bytes(data)
        assert name in atmp.verify(own / "manifest.json").first_broken.what


def test_what_is_not_there_is_said_and_can_be_given_from_elsewhere(own, tmp_path):
    (own / "log.csv").rename(tmp_path / "moved.csv")
    found = atmp.verify(own / "result.json")
    assert (found.exit_code, states(found)["input log.csv"]) == (3, "not there to check")
    assert atmp.verify(own / "result.json", tmp_path / "moved.csv").exit_code == 0


def test_a_decision_that_nothing_names_is_not_there_to_check(own):
    found = atmp.verify(own / "plain.json", own / "1.toml", own / "2.toml")
    assert found.exit_code == 3
    assert states(found)["content of 2.toml"] == "not there to check"
    assert "content of 1.toml" not in states(found)  # the second names it


def test_an_earlier_decision_that_was_altered_breaks_the_later(own):
    (own / "1.toml").write_text((own / "1.toml").read_text("utf-8").replace("none", "some", 1), "utf-8")
    found = atmp.verify(own / "plain.json", own / "1.toml", own / "2.toml")
    assert found.first_broken.what == "decision before this one"
    assert "1.toml has the hash" in found.first_broken.why


def test_a_decision_alone_asks_for_its_result(own):
    found = atmp.verify(own / "1.toml")
    assert states(found)["findings of 1.toml"] == "not there to check"
    assert states(found)["input events.csv"] == "intact"


def test_a_decision_of_other_inputs_or_on_no_finding_is_broken(own, tmp_path):
    other = made(tmp_path / "other")
    events = pd_events(EVENTS.replace("09:59", "09:58"), other)
    atmp.assess(events, None, PRODUCT).to_json(other / "else.json")
    found = atmp.verify(other / "else.json", own / "1.toml")
    assert states(found)["findings of 1.toml"] == "broken"
    text = (own / "1.toml").read_text("utf-8").replace('code = "post-thaw"', 'code = "after-thaw"')
    (own / "3.toml").write_text(text, "utf-8")
    found = atmp.verify(own / "plain.json", own / "3.toml")
    assert "no result given has" in next(one.why for one in found.links if one.what == "findings of 3.toml")


def pd_events(text, folder):
    (folder / "events2.csv").write_text(text)
    return atmp.read_events(folder / "events2.csv")


def test_what_was_made_in_memory_has_no_hash(tmp_path):
    result = atmp.assess(atmp.read_events(made(tmp_path / "m") / "events.csv"), None, PRODUCT)
    site = atmp.Site(tz="Europe/Stockholm")
    result = atmp.assess(atmp.read_events(tmp_path / "m" / "events.csv"), None, PRODUCT, site=site)
    result.to_json(tmp_path / "m" / "r.json")
    link = next(one for one in atmp.verify(tmp_path / "m" / "r.json").links if "profile" in one.what)
    assert (link.state, link.why) == (LinkState.ABSENT, "made in memory: the document has no hash of it")
    text = manifest_text(result, [], [tmp_path], tmp_path)
    assert [one["role"] for one in json.loads(text)["files"]] == ["input", "product"]


def resealed(path, change):
    """Write a document that was changed with a hash that fits, as somebody does who means to."""
    text = change(path.read_text("utf-8")).rpartition(',\n "content_sha256"')[0]
    path.write_text("".join(sealed([text])), "utf-8")
    assert is_whole(path.read_bytes())


def test_a_product_file_of_the_library_is_compared_with_the_librarys(own):
    digest = atmp.load_product(PRODUCT).files[0].sha256
    resealed(own / "plain.json", lambda text: text.replace(digest, "0" * 64))
    found = atmp.verify(own / "plain.json")
    assert found.first_broken.why == "the library's own file is another"
    resealed(own / "plain.json", lambda text: text.replace('"library": "0', '"library": "9', 1))
    found = atmp.verify(own / "plain.json")
    assert states(found)["product file kymriah-eu.toml"] == "not there to check"
    assert any("judged by version 9" in one.why for one in found.links)
    resealed(own / "plain.json", lambda text: text.replace('"origin": "library"', '"origin": "folder ward"', 1))
    assert atmp.verify(own / "plain.json").exit_code == 3


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("plain.json", lambda text: text.replace('"inputs": [', '"inputs": [3, '), "an object"),
        ("plain.json", lambda text: text.replace('"rows": 2', '"rows": "two"'), None),
        ("manifest.json", lambda text: text.replace('"role": "input"', '"role": 3'), "role"),
        ("plain.json", lambda text: text.replace('"id": "', '"ID": "'), "id"),
        ("plain.json", lambda text: text.replace('"files"', '"files": [], "files"'), "twice in one object"),
    ],
)
def test_a_document_made_by_others_is_refused_or_read(own, name, change, said):
    resealed(own / name, change)
    call = [own / name, own / "1.toml"] if name == "plain.json" else [own / name]
    if said is None:
        assert atmp.verify(*call).exit_code == 3
        return
    with pytest.raises(AtmpError, match=said):
        atmp.verify(*call)


def test_bytes_that_are_no_text_are_refused(own):
    head = b'{\n "schema": "atmp-logistics/assessment/1",\n "a": "\xff"'
    (own / "x.json").write_bytes(head + f',\n "content_sha256": "{sha256(head).hexdigest()}"\n}}\n'.encode())
    with pytest.raises(AtmpError, match=r"x\.json: found bytes that are no UTF-8"):
        atmp.verify(own / "x.json")


def test_a_document_beyond_the_bound_is_refused(own):
    with atmp.size_limit(0.000001), pytest.raises(AtmpError, match="a smaller file"):
        atmp.verify(own / "result.json")


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["events.csv"], r"events\.csv: .* expected at least one result as JSON, decision, dose record or manifest"),
        (["nowhere.json"], "found no plain file"),
        (["result.json", "stray.csv"], "which none of them names"),
        (["result.json", "blank.toml"], "blank.toml.reason: found ''"),
        (["blank.toml"], "blank.toml.reason: found ''"),
        (["result.json", "huge.toml"], "which none of them names"),
    ],
)
def test_what_cannot_be_verified_is_refused(own, names, said):
    (own / "stray.csv").write_text("a,b\n")
    decided_form(atmp.assess(atmp.read_events(own / "events.csv"), None, PRODUCT), own / "blank.toml", "x", reason="")
    (own / "huge.toml").write_bytes(b"#" * ((1 << 20) + 1))
    with pytest.raises(AtmpError, match=said):
        atmp.verify(*(own / name for name in names))


def test_a_decision_that_cannot_be_read_any_more_is_broken_where_a_result_names_it(own):
    (own / "1.toml").write_bytes(b'schema = "atmp-logistics/decision/1"\n\xff')
    found = atmp.verify(own / "result.json", own / "1.toml")
    assert found.first_broken.what == "decision 1.toml"


def test_a_document_is_read_once_by_whatever_path(own, monkeypatch):
    monkeypatch.chdir(own)
    assert atmp.verify("result.json", own / "result.json", "manifest.json").exit_code == 0
    assert document_of(Path("events.csv")) is None
    assert not list(document_of(Path("1.toml")).findings)
    Path("copy.csv").write_text(EVENTS)
    assert atmp.verify("result.json", "copy.csv", "events.csv").exit_code == 0


def test_links_are_said_in_words(own):
    (own / "log.csv").write_text("altered")
    lines = [str(one) for one in atmp.verify(own / "plain.json").links]
    assert lines[0] == "intact: content of plain.json (result)"
    assert lines[2].startswith("broken: input log.csv (named by plain.json): ")
    assert all(one != other for one, other in pairwise(lines))


def test_a_decision_on_a_therapy_that_was_set_aside_is_verified(own):
    (own / "more.csv").write_text(EVENTS + "T9,B9,thaw_end,soon\n")
    events = atmp.read_events(own / "more.csv", errors="collect")
    result = atmp.assess(events, None, PRODUCT, errors="collect")
    text = result.deviations(indeterminate=True)[-1].to_toml()
    for key, value in {"decision": "asked", "reason": "x", "by": "N.", "at": "2026-11-24T10:00Z"}.items():
        text = text.replace(f'\n{key} = ""', f'\n{key} = "{value}"', 1)
    (own / "aside.toml").write_text(text, "utf-8")
    result.with_decisions(own / "aside.toml").to_json(own / "aside.json")
    assert atmp.verify(own / "aside.json", own / "aside.toml").exit_code == 0


def a_manifest(folder, files):
    head = {"schema": "atmp-logistics/manifest/1", "library": "0.1.0", "verdict": "conforms"}
    text = json.dumps(head | ({} if files is None else {"files": files}), indent=1).removesuffix("\n}")
    (folder / "other.json").write_text("".join(sealed([text])), "utf-8")
    return folder / "other.json"


@pytest.mark.parametrize("files", [[], None])
def test_a_manifest_that_names_no_file_verifies_nothing(own, files):
    found = atmp.verify(a_manifest(own, files))
    assert found.exit_code == 3
    assert states(found)["files of other.json"] == "not there to check"


def test_an_altered_file_in_its_place_is_broken_beside_a_true_copy(own):
    (own / "copy.csv").write_text(EVENTS)
    (own / "events.csv").write_text(EVENTS.replace("09:59", "09:20"))
    found = atmp.verify(own / "manifest.json", own / "copy.csv")
    assert found.exit_code == 1
    assert "events.csv has the hash" in found.first_broken.why
    lines = [str(one) for one in atmp.verify(own / "plain.json", own / "copy.csv").links]
    assert any(
        "it is called copy.csv now" in line and "events.csv is another file of this name" in line for line in lines
    )


def test_a_folder_a_dangling_link_and_other_forms_of_a_name_are_not_there_to_check(own):
    (own / "events.csv").unlink()
    (own / "events.csv").mkdir()
    (own / "log.csv").unlink()
    (own / "log.csv").symlink_to("nowhere")
    assert atmp.verify(own / "manifest.json").exit_code == 3
    digest = sha256(EVENTS.encode()).hexdigest()
    (own / "ha\u0308ndelser.csv").write_text("altered")
    files = [{"role": "input", "name": "h\u00e4ndelser.csv", "path": "h\u00e4ndelser.csv", "sha256": digest}]
    assert atmp.verify(a_manifest(own, files)).exit_code == 3


@pytest.mark.parametrize("name", ["events.csv", "result.json", "manifest.json", "1.toml"])
def test_other_ends_of_lines_are_found(own, name):
    (own / name).write_bytes((own / name).read_bytes().replace(b"\n", b"\r\n"))
    assert atmp.verify(own / "manifest.json").exit_code == 1


def test_numbers_that_are_none_and_keys_twice_are_refused(own):
    resealed(own / "plain.json", lambda text: text.replace('"rows": 2', '"rows": NaN', 1))
    with pytest.raises(AtmpError, match="found NaN"):
        atmp.verify(own / "plain.json")


@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_a_dose_record_says_itself_whether_it_was_altered(recorded, data):
    path = recorded / "record-T1.html"
    whole = path.read_bytes()
    place = data.draw(st.integers(0, len(whole) - 1))
    try:
        found = atmp.verify(path)
        assert (found.exit_code, states(found)["content of record-T1.html"]) == (3, "intact")
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        code = atmp.verify(path).exit_code
    except AtmpError:
        code = 2
    finally:
        path.write_bytes(whole)
    assert code in {1, 2}


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    folder = made(tmp_path_factory.mktemp("recorded"))
    atmp.assess(atmp.read_events(folder / "events.csv"), None, PRODUCT).to_record(folder)
    return folder


def test_a_record_is_bound_by_a_manifest_that_names_it(recorded):
    result = atmp.assess(atmp.read_events(recorded / "events.csv"), None, PRODUCT)
    text = manifest_text(result, [recorded / "events.csv"], [recorded / "record-T1.html"], recorded)
    (recorded / "whole.json").write_text(text, "utf-8")
    assert atmp.verify(recorded / "whole.json").exit_code == 0
    assert atmp.verify(recorded / "record-T1.html", recorded / "whole.json").exit_code == 0
