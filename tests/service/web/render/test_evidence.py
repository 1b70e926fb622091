"""The addresses at which statements are explained."""

from __future__ import annotations

from styrka.web.render.evidence import make_why_address


def test_an_address_quotes_its_terms() -> None:
    address = make_why_address("<http://e/a>", "<http://e/t>", '"x & y"')
    assert address == "/why?s=%3Chttp://e/a%3E&p=%3Chttp://e/t%3E&o=%22x%20%26%20y%22"
