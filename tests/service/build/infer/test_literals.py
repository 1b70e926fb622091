"""The lexical forms and equal values of XSD's datatypes."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from styrka.build.infer.literals import is_well_formed, same_value

XSD = "http://www.w3.org/2001/XMLSchema#"


def literal(text: str, datatype: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(XSD + datatype))


@pytest.mark.parametrize(
    ("text", "datatype"),
    [
        ("2017-02-02", "date"),
        ("2016-02-29", "date"),
        ("2017-02-02+01:00", "date"),
        ("2017", "gYear"),
        ("-0044", "gYear"),
        ("2017-02", "gYearMonth"),
        ("2017-02-02T24:00:00Z", "dateTime"),
        ("1.50", "decimal"),
        ("+7", "integer"),
        ("-128", "byte"),
        ("1e9", "double"),
        ("INF", "float"),
        ("true", "boolean"),
        ("x y", "string"),
        ("0a", "hexBinary"),
        ("12004-02-29", "date"),
        ("anything", "ourOwnType"),
    ],
)
def test_well_formed(text: str, datatype: str) -> None:
    assert is_well_formed(literal(text, datatype))


@pytest.mark.parametrize(
    ("text", "datatype"),
    [
        ("2017-02-30", "date"),
        ("2017-2-2", "date"),
        ("2017-13-01", "date"),
        ("17", "gYear"),
        ("2017-13", "gYearMonth"),
        ("2017-02-02T25:00:00", "dateTime"),
        ("1,5", "decimal"),
        ("1.0", "integer"),
        ("128", "byte"),
        ("-1", "unsignedInt"),
        ("yes", "boolean"),
        ("", "integer"),
        (" 1", "integer"),
        ("abc", "hexBinary"),
        ("0", "positiveInteger"),
    ],
)
def test_ill_formed(text: str, datatype: str) -> None:
    assert not is_well_formed(literal(text, datatype))


def test_equal_numbers_are_one_value() -> None:
    assert same_value(literal("1", "integer"), literal("01.0", "decimal"))
    assert not same_value(literal("1", "integer"), literal("1", "double"))
    assert not same_value(literal("1", "string"), literal("01", "string"))
