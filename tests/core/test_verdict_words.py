"""A verdict beside its word: equal, hashed alike, ordered by gravity, in Python and in every way pandas is asked."""

import copy
import json
import operator
import pickle

import numpy as np
import pandas as pd
import pytest

from atmp_logistics.core.errors import AtmpError
from atmp_logistics.core.lookup_errors import UnknownVerdict
from atmp_logistics.core.typed_table import VERDICT, verdict_words
from atmp_logistics.core.verdict import Verdict

WORDS = ["conforms", "indeterminate", "deviates"]
CODES = np.array([2, 0, 1, 2], np.int8)
ORDERS = (operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne)
FORMS = [str, Verdict]


@pytest.fixture
def column():
    return pd.Series(verdict_words(CODES), name="verdict")


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("other", WORDS)
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("one", Verdict)
def test_a_verdict_compares_as_its_place_on_either_side(one, form, other, order):
    place = WORDS.index(other)
    assert order(one, form(other)) is order(one.code, place)
    assert order(form(other), one) is order(place, one.code)


def test_a_verdict_is_its_word_everywhere_a_word_goes():
    for one, word in zip(Verdict, WORDS, strict=True):
        assert hash(one) == hash(word)
        assert {word: 1}[one] == {one: 1}[word] == 1
        assert (str(one), f"{one}", json.dumps(one)) == (word, word, f'"{word}"')
        assert copy.deepcopy(one) is pickle.loads(pickle.dumps(one)) is Verdict(word) is one  # noqa: S301
        with pytest.raises(TypeError, match="neither true nor false"):
            bool(one)
    assert sorted([Verdict.DEVIATES, Verdict.CONFORMS, Verdict.INDETERMINATE]) == WORDS
    assert max(Verdict) is Verdict.DEVIATES
    assert min(Verdict) is Verdict.CONFORMS


@pytest.mark.parametrize("word", ["Deviates", "deviate", "DEVIATES", "", "no verdict"])
def test_another_word_is_refused_where_it_is_ordered_or_made(word):
    for ask in (lambda: Verdict(word), *(lambda order=order: order(Verdict.CONFORMS, word) for order in ORDERS[:4])):
        with pytest.raises(UnknownVerdict, match="'conforms' or 'indeterminate' or 'deviates'") as refused:
            ask()
        assert isinstance(refused.value, ValueError)
        assert isinstance(refused.value, AtmpError)
    assert word != Verdict.DEVIATES


@pytest.mark.parametrize("other", [2, None, float("nan"), b"deviates"])
def test_nothing_else_is_ordered_beside_a_verdict(other):
    assert other != Verdict.DEVIATES
    for order in ORDERS[:4]:
        with pytest.raises(TypeError):
            order(Verdict.DEVIATES, other)
    with pytest.raises(UnknownVerdict):
        Verdict(other)


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("order", ORDERS)
def test_a_column_compares_row_by_row_with_a_word_and_with_a_verdict(column, order, form, word):
    expected = [order(int(code), WORDS.index(word)) for code in CODES]
    assert order(column, form(word)).tolist() == expected
    assert order(column.array, form(word)).tolist() == expected
    assert order(pd.Index(column), form(word)).tolist() == expected
    name = {"lt": "lt", "le": "le", "gt": "gt", "ge": "ge", "eq": "eq", "ne": "ne"}[order.__name__]
    assert getattr(column, name)(form(word)).tolist() == expected
    swapped = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le", "eq": "eq", "ne": "ne"}[name]
    assert getattr(operator, swapped)(form(word), column).tolist() == expected
    asked = form(word)  # noqa: F841  query looks it up by name
    sign = {"lt": "<", "le": "<=", "gt": ">", "ge": ">=", "eq": "==", "ne": "!="}[name]
    assert column.to_frame().query(f"verdict {sign} @asked").index.tolist() == np.nonzero(expected)[0].tolist()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "seen",
    [
        lambda one: one,
        lambda one: one.astype(object),
        lambda one: one.astype("str"),
        lambda one: one.astype("string"),
        lambda one: one.to_numpy(),
        lambda one: np.asarray(one, object),
        lambda one: one.array,
        pd.Index,
        lambda one: one.to_frame()["verdict"],
        lambda one: pd.Series([Verdict(word) for word in one]),
        lambda one: pd.Series([Verdict(word) for word in one], dtype=object),
    ],
)
def test_no_form_of_a_column_says_that_nothing_deviates(column, seen, form):
    assert [*(seen(column) == form("deviates"))] == [True, False, False, True]
    assert [*np.isin(np.asarray(seen(column), object), [form("deviates")])] == [True, False, False, True]


@pytest.mark.parametrize("form", FORMS)
def test_what_pandas_is_asked_with_a_word_and_with_a_verdict(column, form):
    deviates, frame = form("deviates"), column.to_frame().assign(row=range(4))
    names = [deviates]  # noqa: F841  query looks it up by name
    assert column.isin([deviates]).sum() == frame.isin([deviates])["verdict"].sum() == 2
    assert (frame == deviates)["verdict"].tolist() == (column == deviates).tolist()
    assert frame.query("verdict in @names")["row"].tolist() == [0, 3]
    assert column.value_counts()[deviates] == 2
    assert column.value_counts().to_dict() == {"deviates": 2, "indeterminate": 1, "conforms": 1}
    assert frame.groupby("verdict", observed=True).get_group("deviates")["row"].tolist() == [0, 3]
    assert frame.groupby("verdict", observed=True)["row"].sum()[deviates] == 3
    assert frame.set_index("verdict").loc[[deviates]]["row"].tolist() == [0, 3]
    assert frame.merge(pd.DataFrame({"verdict": [deviates], "mark": 1}))["row"].tolist() == [0, 3]
    assert column.map({deviates: 9}).tolist()[0] == 9
    assert column.max() == column.cat.categories[-1] == deviates
    assert np.where(column == deviates, 1, 0).tolist() == [1, 0, 0, 1]
    assert column.where(column != deviates, form("indeterminate")).tolist() == [WORDS[1], WORDS[0], WORDS[1], WORDS[1]]
    worst = frame.groupby([0, 0, 1, 1], observed=True)["verdict"].agg(["min", "max"])
    assert worst.to_numpy().tolist() == [["conforms", "deviates"], ["indeterminate", "deviates"]]
    wide = frame.assign(key=[0, 0, 1, 1]).pivot_table(index="key", values="verdict", aggfunc="max", observed=True)
    assert (wide["verdict"] == deviates).all()
    assert frame.sort_values("verdict")["row"].tolist() == [1, 2, 0, 3]


def test_a_column_keeps_its_order_through_files(column, tmp_path):
    frame = column.to_frame()
    frame.to_parquet(tmp_path / "a.parquet")
    back = pd.read_parquet(tmp_path / "a.parquet")["verdict"]
    assert back.dtype == VERDICT
    assert (back >= Verdict.INDETERMINATE).tolist() == [True, False, True, True]
    frame.to_csv(tmp_path / "a.csv", index=False)
    frame.to_excel(tmp_path / "a.xlsx", index=False)
    for read in (pd.read_csv(tmp_path / "a.csv"), pd.read_excel(tmp_path / "a.xlsx")):
        assert (read["verdict"] == Verdict.DEVIATES).tolist() == [True, False, False, True]
        assert read["verdict"].astype(VERDICT).equals(column)
    assert pd.concat([frame, frame.iloc[:0]])["verdict"].dtype == VERDICT
    assert pickle.loads(pickle.dumps(frame))["verdict"].dtype == VERDICT  # noqa: S301
    assert (column == pd.read_csv(tmp_path / "a.csv")["verdict"]).all()
