"""``/why?s=&p=&o=``: why a statement is in the graph, down to the documents and their words, as a page and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, Final

import pyoxigraph as ox
from flask import Blueprint, Response, jsonify, request

from styrka.ask.evidence import Support
from styrka.ask.explanations import list_supports, make_find
from styrka.ask.reviewing.reviews import find_reviews
from styrka.ask.sources import Passage, SourceDescription, describe_sources, find_passages
from styrka.build import infer
from styrka.build.infer.derivations import NOTHING
from styrka.build.infer.explain import Explanation
from styrka.engine.guard import AdmittedQuery, Form
from styrka.engine.interface import Engine, ask_truth, select_rows
from styrka.errors import BadParameter
from styrka.formats import HTML, PLAIN_JSON, Format
from styrka.labels import PATH as LABEL_PATH
from styrka.labels import collect_labels
from styrka.web.context import language, service
from styrka.web.http.respond import negotiate, respond_once
from styrka.web.render import pages
from styrka.web.render.evidence import make_correct_address
from styrka.web.render.names import Names

blueprint = Blueprint("why", __name__)
_OFFERS: Final = (HTML, PLAIN_JSON)
_LONGEST: Final = 2000  # characters of one term


@blueprint.get("/why")
@blueprint.get("/why.<suffix>")
def why(suffix: str | None = None) -> Response:
    """Respond with the explanation of the statement whose terms are ``s``, ``p`` and ``o``.

    Raises:
        BadParameter: When a term is missing or is none.
        NotFound: When the statement is neither stated nor inferred.
    """
    format_ = negotiate(_OFFERS, suffix)
    terms = tuple(_read_term(name) for name in ("s", "p", "o"))
    return respond_once(lambda: _explained(terms, format_), format_, "why", *terms, language())


def _read_term(name: str) -> str:
    text = request.args.get(name, "").strip()
    if not text or len(text) > _LONGEST:
        raise BadParameter(
            f"{name} is missing or too long. A statement has s, p and o, each an <IRI>, a name with a prefix or a "
            "literal: /why?s=region:SE122&p=styrka:priorityArea&o=<id/area/se12-2023/smart-industri>",
            sv=f"{name} saknas eller är för långt. En uppgift har s, p och o, var och en en <IRI>, ett namn med prefix "
            "eller en literal: /why?s=region:SE122&p=styrka:priorityArea&o=<id/area/se12-2023/smart-industri>",
            parameter=name,
        )
    return f"<{text}>" if text.startswith(("http://", "https://")) else text


def _explained(terms: tuple[str, ...], format_: Format) -> Response:
    engine = service().engine
    triple = infer.parse_triple(" ".join(terms), lambda node: _is_known(engine, node))
    inference = service().derivations.find(engine.version)
    explanation = infer.explain_triple(triple, inference or NOTHING, infer.find_statements(make_find(engine)))
    supports = tuple(list_supports(explanation))
    sources = describe_sources(engine, {support.source for support in supports}, language())
    passages = find_passages(engine, supports)
    reviews = find_reviews(engine, (leaf.triple for leaf in explanation.leaves()))
    if format_ is PLAIN_JSON:
        response = jsonify(
            explanation.to_json()
            | {
                "sources": [_source_to_json(source) for source in sources.values()],
                "quotations": [
                    _quoted_to_json(support, one)
                    for support in supports
                    for one in passages.get(support, ())
                    if one.text
                ],
                "reviews": [asdict(one) for one in reviews],
            }
        )
    else:
        response = pages.render_page(
            "why.html",
            explanation=explanation,
            labels=_find_labels(engine, explanation),
            sources=sources,
            reviews=reviews,
            reviewers=Names(one.reviewer for one in reviews),
            passages={(support.graph, support.statement): found for support, found in passages.items()},
            correct=make_correct_address(*map(str, triple)),
            formats=(PLAIN_JSON,),
            query_string=request.query_string.decode("latin-1"),
        )
    return response


def _is_known(engine: Engine, node: ox.NamedNode) -> bool:
    return ask_truth(engine, AdmittedQuery(f"ASK {{ {node} ?p ?o }}", Form.ASK))


def _find_labels(engine: Engine, explanation: Explanation) -> dict[str, dict[str, str]]:
    """Return the labels of the things in an explanation, by language, by IRI."""
    nodes = {str(term) for one in _walk(explanation) for term in one.triple if isinstance(term, ox.NamedNode)}
    query = f"SELECT ?x ?label {{ VALUES ?x {{ {' '.join(sorted(nodes))} }} ?x {LABEL_PATH} ?label }}"
    return collect_labels(select_rows(engine, query))


def _walk(explanation: Explanation) -> Iterator[Explanation]:
    yield explanation
    for premise in explanation.premises:
        yield from _walk(premise)


def _source_to_json(source: SourceDescription) -> dict[str, Any]:
    return {
        "iri": source.iri,
        "title": source.title or None,
        "publisher": source.publisher or None,
        "date": source.date or None,
        "read": source.read_on or None,
        "kind": source.kind or None,
        "page": source.page or None,
        "copyOf": source.copy_of or None,
        "licence": source.licence or None,
        "attribution": source.notice or None,
    }


def _quoted_to_json(support: Support, passage: Passage) -> dict[str, Any]:
    return {
        "statement": support.statement,
        "source": support.source,
        "text": passage.text,
        "language": passage.language,
        "section": passage.section or None,
    }
