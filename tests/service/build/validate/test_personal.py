"""Personal data in any literal or IRI of instance data, whatever its subject. Nobody has the numbers that are used."""

from __future__ import annotations

from pathlib import Path

import pytest

from styrka.build.sources import Source, read_source
from styrka.build.validate.personal import PERSONAL_DATA, find_personal_data

PREFIXES = """@prefix e: <https://example.org/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix schema: <https://schema.org/> . @prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix dcterms: <http://purl.org/dc/terms/> .
"""


def read(tmp_path: Path, statement: str) -> Source:
    path = tmp_path / "data/one.ttl"
    path.parent.mkdir(exist_ok=True)
    path.write_text(PREFIXES + statement, "utf-8")
    return read_source(path, tmp_path)


@pytest.mark.parametrize(
    ("statement", "word"),
    [
        ('e:x e:y "Write to info@example.org" .', "e-mail"),
        ('e:x e:y "info@example.org"^^e:mail .', "e-mail"),
        ("e:x e:y <https://example.org/?to=info%40example.org> .", "e-mail"),
        ("<https://example.org/info@example.org> e:y 1 .", "e-mail"),
        ('[] e:y "info@example.org" .', "e-mail"),
        ("e:x e:y <tel:+46-8-123> .", "telephone"),
        ('e:x e:y "08-123 45 67"^^e:number .', "telephone"),
        ('e:x e:y "+46 8 123 45 67 00" .', "telephone"),
        ('e:x e:y "19000101-0008" .', "identity"),
        ('e:x e:y "190001010008"^^e:pnr .', "identity"),
        ('e:x e:y "000101-0008" .', "identity"),
        ("e:x dcterms:creator <https://orcid.org/0000-0002-1825-0097> .", "ORCID"),
        ('e:x dcterms:creator "0000-0002-1825-0097" .', "ORCID"),
        ('e:x foaf:surname "X" .', "contacts"),
        ('e:x vcard:fn "X Y" .', "contacts"),
        ('e:x schema:jobTitle "X" .', "contacts"),
    ],
)
def test_what_is_personal_is_a_violation(tmp_path: Path, statement: str, word: str) -> None:
    found = list(find_personal_data([read(tmp_path, statement)]))
    assert [(one.shape, one.severity) for one in found] == [(PERSONAL_DATA, "violation")]
    assert word in found[0].message_en
    assert found[0].message_sv


@pytest.mark.parametrize(
    "value",
    [
        '"2014-2020"',
        '"556012-5790"',  # an organisation's number: its "month" is above 19
        '"19000101-0009"',  # the last digit is wrong
        '"19001301-0008"',
        '"EUR 1 000 000"',
        '"0000-0002-1825-0098"',
        '"@handle"',
        "<https://example.org/@handle>",
        "<https://example.org/2020-10-1234>",
        '"2020-01-01T10:00:00+01:00"^^xsd:dateTime',
        "4612345678901234",
        '"ISBN 978-91-7000-000-1"',
    ],
)
def test_what_only_looks_like_it_is_none(tmp_path: Path, value: str) -> None:
    assert list(find_personal_data([read(tmp_path, f"e:x e:y {value} .")])) == []


def test_what_a_shape_has_reported_is_not_reported_again(tmp_path: Path) -> None:
    source = read(tmp_path, 'e:x e:y "info@example.org" .')
    assert list(find_personal_data([source], frozenset({("https://example.org/x", '"info@example.org"')}))) == []
