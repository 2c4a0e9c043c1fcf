"""The page of tables: each public table stands there with the columns, types and nulls that it has."""

import doctest
import re
from fnmatch import fnmatch
from pathlib import Path

import pandas as pd
import pytest
from public_tables import NAMES, empty_tables, public_results, public_tables, table_of

PAGE = Path("docs/tables.md").read_text("utf-8")
ROW = re.compile(r"^\| `([^`]+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
SECTION = re.compile(r"^## (\S+)\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
TYPES = {
    "text": "str", "verdict": "category", "number": "float64", "count": "int64", "whole number": "Int64",
    "yes or no": "bool", "time": "datetime64[us, UTC]", "local time": "datetime64[us, Europe/Stockholm]",
}  # fmt: skip
#: The columns of names: a row must not get lost for want of one.
KEYS = ("therapy_id", "container_id", "product", "code", "logger_id", "limit", "event", "step", "scenario", "leg")


@pytest.fixture(scope="module")
def filled():
    return public_tables()


@pytest.fixture(scope="module")
def told():
    return {
        name: [(column, kind, null) for column, kind, null, _ in ROW.findall(text)]
        for name, text in SECTION.findall(PAGE)
    }


def test_the_page_names_every_table(filled, told):
    assert list(told) == list(filled)


def test_the_page_says_the_columns_of_each_table_with_their_types(filled, told):
    for name, table in filled.items():
        rows = told[name]
        for column, kind in table.dtypes.items():
            while rows and not fnmatch(str(column), rows[0][0]):
                rows = rows[1:]
            assert rows, f"{name}: {column} stands not on the page, or in another place"
            pattern, word, null = rows[0]
            assert str(kind) == TYPES[word], f"{name}: {column}"
            assert null != "never" or not table[column].isna().any(), f"{name}: {column} has a null"
            rows = rows if "*" in pattern else rows[1:]
        assert len(rows) <= 1, f"{name}: {rows} are no columns"


def test_each_pattern_of_the_page_is_of_some_column(filled, told):
    for name, rows in told.items():
        for pattern, _, _ in rows:
            assert any(fnmatch(str(column), pattern) for column in filled[name]), f"{name}: {pattern}"


def test_no_name_is_ever_null(told):
    for name, rows in told.items():
        assert all(null == "never" for column, kind, null in rows if column in KEYS and kind == "text"), name


def test_a_table_without_rows_has_the_types_of_one_with_rows_and_joins_it(filled):
    for name, table in empty_tables().items():
        assert table.empty, name
        assert table.dtypes.equals(filled[name].dtypes), name
        assert pd.concat([table, filled[name]], ignore_index=True).equals(filled[name].reset_index(drop=True)), name
        assert pd.concat([filled[name], table], ignore_index=True).dtypes.equals(table.dtypes), name


def test_a_table_that_is_edited_changes_no_result():
    results = public_results()
    for name in NAMES:
        table, before = table_of(results, name), table_of(results, name).copy(deep=True)
        for column in [*table.columns]:
            table[column] = table[column].array[::-1].copy()
            table.loc[table.index[:1], column] = table[column].array[-1]
        table["more"] = 1
        assert table_of(results, name).equals(before), name


def test_the_examples_of_the_page_run():
    assert (
        doctest.testfile(
            str(Path("docs/tables.md").resolve()), module_relative=False, optionflags=doctest.ELLIPSIS
        ).failed
        == 0
    )
