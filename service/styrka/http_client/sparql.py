"""Queries and updates for other SPARQL stores, written by SPARQLWrapper (SPARQL 1.1 Protocol sections 2.1.2, 2.2.1)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from styrka.extras import needs_extra
from styrka.http_client.request import AGENT, Request


def load_sparqlwrapper() -> Any:
    """Return the package, which a service that asks no other store does without.

    Raises:
        MissingExtra: It is not installed.
    """
    with needs_extra("stores"):
        import SPARQLWrapper
    return SPARQLWrapper


def write_query(
    url: str, text: str, form: str, accept: str, default: Iterable[str] = (), named: Iterable[str] = ()
) -> Request:
    """Return the request for a query, as a POST of a form.

    Parameters:
        form: the query's form, such as ``SELECT``.
        accept: the Accept header.
        default, named: the graphs of the dataset (section 2.1.4); the store's own dataset when there are none.
    """
    wrapper = _wrap(url, text, form)
    wrapper.setOnlyConneg(True)
    wrapper.addCustomHttpHeader("Accept", accept)
    for iri in default:
        wrapper.addParameter("default-graph-uri", iri)
    for iri in named:
        wrapper.addParameter("named-graph-uri", iri)
    return _take(wrapper)


def write_update(url: str, text: str) -> Request:
    """Return the request for an update, as a POST of a form."""
    return _take(_wrap(url, text, "INSERT"))


def _wrap(url: str, text: str, form: str) -> Any:
    wrapper = load_sparqlwrapper().SPARQLWrapper(url, agent=AGENT)
    wrapper.setMethod("POST")
    # Not setQuery: it looks for the form with patterns that take very long over some texts.
    wrapper.queryString, wrapper.queryType = text, form
    return wrapper


def _take(wrapper: Any) -> Request:
    """Return SPARQLWrapper's request, for a client with a deadline."""
    made = wrapper._createRequest()
    headers = {name.title(): value for name, value in made.header_items()}
    return Request(made.full_url, made.get_method(), headers, made.data)
