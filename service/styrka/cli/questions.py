"""``styrka query``, ``ask`` and ``explain``: what the published release states."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping, Sequence
from typing import Final

import click

from styrka import formats, release
from styrka.ask.question import Query
from styrka.cli.command import command, format_table, print_result, write_bytes
from styrka.engine.interface import Engine
from styrka.errors import NotFound, QuerySyntaxError, ReleaseError
from styrka.formats import Format
from styrka.release import Release
from styrka.settings import Settings
from styrka.vocabulary import BASE, PREFIXES, shorten

_TABLE: Final = "table"
_TABULAR: Final = {"json": formats.JSON, "csv": formats.CSV, "tsv": formats.TSV, "xml": formats.XML}
_GRAPHS: Final = {
    "turtle": formats.TURTLE,
    "jsonld": formats.JSONLD,
    "ntriples": formats.NTRIPLES,
    "rdfxml": formats.RDFXML,
}


@command(
    short_help="Ask one of the shipped questions.",
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
)
@click.argument("slug", required=False)
@click.option("--format", "form", type=click.Choice([*_TABULAR, _TABLE]), default=_TABLE, show_default=True)
@click.option("--limit", type=click.IntRange(1), default=None, help="how many rows at most; default: all")
@click.option("--offset", type=click.IntRange(0), default=0, help="how many rows to leave out first")
@click.option("--sv", "swedish", is_flag=True, help="say the answer in Swedish")
@click.argument("parameters", nargs=-1, type=click.UNPROCESSED, metavar="[--PARAMETER VALUE]...")
def query(
    settings: Settings,
    *,
    as_json: bool,
    slug: str | None,
    form: str,
    limit: int | None,
    offset: int,
    swedish: bool,
    parameters: tuple[str, ...],
) -> None:
    """Ask one of the questions in queries/, with its parameters; without SLUG, list them.

    The answer is a sentence, what to know beside it, and a table of the rows.

    
    Examples:
      styrka query                                   every question, with its parameters
      styrka query shared-priorities --theme energy
      styrka query shared-priorities --theme energy --basis own --format csv
      styrka query periods --region Sörmland

    Raises:
        NotFound: There is no such thing.
    """
    from styrka.ask import answer as asking
    from styrka.ask import question as question_files
    from styrka.ask.label_cache import LabelCache
    from styrka.ask.names.cache import Names
    from styrka.ask.pages.reader import Reader
    from styrka.ask.pages.sentence import write_sentence
    from styrka.ask.reading import read_values

    questions = question_files.load_questions(settings.root / "queries")
    if slug is None:
        print_result(
            [
                {"slug": one.slug, "summary": dict(one.summary), "parameters": [each.name for each in one.parameters]}
                for one in questions.values()
            ],
            as_json,
            "\n".join(f"{one.slug}  {_usage(one)}\n    {one.summary['en']}" for one in questions.values()),
        )
        return
    if slug not in questions:
        import difflib

        near = difflib.get_close_matches(slug, questions, 3, 0.4)
        raise NotFound(
            f"There is no question {slug}."
            + (f" Did you mean {' or '.join(near)}?" if near else " `styrka query` lists them."),
            question=slug,
            near=near,
        )
    question = questions[slug]
    given = _parameters(parameters, question)
    engine = _engine(settings)
    given = dict(read_values(engine, Names(), question, given).check())
    answers = asking.Answers()
    whole = asking.answer_question(engine, question, given, answers)
    found = asking.cut_rows(whole, offset, limit)
    if form == _TABLE and not as_json:
        reader = Reader(engine, questions, answers, LabelCache(), "sv" if swedish else "en")
        click.echo(f"{write_sentence(whole, reader).to_text()}\n")
        click.echo(
            _rows(
                found.columns,
                [{name: _cell(term.kind, term.value) for name, term in row.items()} for row in found.rows],
            )
        )
    else:
        write_bytes([asking.write_answer(found, formats.JSON if as_json else _TABULAR[form])])


@command(short_help="Ask anything, in SPARQL.")
@click.argument("sparql", metavar="QUERY")
@click.option(
    "--format",
    "form",
    type=click.Choice([*_TABULAR, *_GRAPHS, _TABLE]),
    default=None,
    help="default: table for rows, turtle for a graph",
)
def ask(settings: Settings, *, as_json: bool, sparql: str, form: str | None) -> None:
    """Ask the published release a QUERY in SPARQL 1.1; - reads it from standard input. The usual prefixes are known.

    
    Examples:
      styrka ask "SELECT ?region ?name { ?region a styrka:Region ; skos:prefLabel ?name } LIMIT 5"
      styrka ask "ASK { region:SE122 styrka:prioritises theme:energy }"
      styrka ask "DESCRIBE theme:energy" --format jsonld
      styrka ask - --format csv < question.rq

    Raises:
        UsageError: The command line is wrong.
    """
    from styrka.engine.guard import Form, Limits, admit_query

    text = sys.stdin.read() if sparql == "-" else sparql
    shape = admit_query(text, Limits(service=bool(settings.services))).form
    rows = shape in (Form.SELECT, Form.ASK)
    chosen = form or ("json" if as_json else _TABLE)
    if as_json and form is None and not rows:
        chosen = "jsonld"
    if not rows and chosen == _TABLE:
        chosen = "turtle"
    offers = _TABULAR if rows else _GRAPHS
    if chosen != _TABLE and chosen not in offers:
        raise click.UsageError(f"{shape.value} is answered as {', '.join(offers)}, not as {chosen}.")
    engine = _engine(settings)
    content = _run(engine, text, formats.JSON if chosen == _TABLE else offers[chosen])
    if chosen != _TABLE:
        write_bytes([content])
        return
    answer = json.loads(content)
    if "boolean" in answer:
        click.echo("yes" if answer["boolean"] else "no")
        return
    click.echo(
        _rows(
            answer["head"]["vars"],
            [
                {name: _cell(cell["type"], cell["value"]) for name, cell in row.items()}
                for row in answer["results"]["bindings"]
            ],
        )
    )


@command(short_help="Explain why a statement holds, down to the documents.")
@click.argument("triple", nargs=-1, required=True)
@click.option("--sv", "swedish", is_flag=True, help="explain in Swedish")
def explain(settings: Settings, *, as_json: bool, triple: tuple[str, ...], swedish: bool) -> None:
    """Explain why a TRIPLE is in the published release: stated where, or inferred by which rule from what, and so on.

    \b
    Examples:
      styrka explain SE122 prioritises energy
      styrka explain region:SE122 styrka:jointPriorityArea "<id/area/se12-2023/morgondagens-energilosningar>"
      styrka explain "<id/region/SE122> a dcterms:Location"
    """
    from styrka.ask.explanations import list_supports, make_find
    from styrka.ask.sources import find_passages
    from styrka.build import infer
    from styrka.engine.local import open_local

    published = _release(settings)
    engine = open_local(published.dumps, published.version)
    find = make_find(engine)
    wanted = infer.parse_triple(" ".join(triple), lambda node: any(True for _ in find(node, None, None)))
    inference = infer.read_derivations(published.path / release.DERIVATIONS)
    explanation = infer.explain_triple(wanted, inference, infer.find_statements(find))
    language = "sv" if swedish else "en"
    passages = [
        (support.source, one)
        for support, found in find_passages(engine, list_supports(explanation)).items()
        for one in found
        if one.text
    ]
    quoted = [
        f"“{one.text}” <{source.removeprefix(BASE)}>" + (f" ({one.section})" if one.section else "")
        for source, one in dict.fromkeys(passages)
    ]
    print_result(
        explanation.to_json()
        | {"quotations": [{"source": source, "text": one.text, "section": one.section} for source, one in passages]},
        as_json,
        ""
        if as_json
        else "\n".join([explanation.to_text(language, infer.make_name_lookup(find, language)).rstrip("\n"), *quoted]),
    )


def _release(settings: Settings) -> Release:
    found = release.open_current(settings.releases_path)
    if found is None:
        raise ReleaseError("There is no release yet. Make one with `styrka build`.")
    return found


def _engine(settings: Settings) -> Engine:
    from styrka.engine.local import open_local
    from styrka.stores import add_federation

    found = _release(settings)
    return add_federation(open_local(found.dumps, found.version), settings)


def _run(engine: Engine, text: str, format_: Format) -> bytes:
    """Return the answer, with the prefixes that the query uses and does not declare.

    Lines count as people wrote them.

    Raises:
        QuerySyntaxError: The text is not a SPARQL 1.1 query.
    """
    declared = {name.lower() for name in re.findall(r"(?i)\bprefix\s+([\w-]*)\s*:", text)}
    used = {name for name in PREFIXES if re.search(rf"(?<![\w:<]){name}:", text) and name not in declared}
    head = " ".join(f"PREFIX {name}: <{PREFIXES[name]}>" for name in sorted(used))
    try:
        return engine.run(f"{head}\n{text}" if head else text, format_).read()
    except QuerySyntaxError as error:
        line = error.evidence.get("line")
        if not head or not isinstance(line, int):
            raise
        moved = dict(error.evidence) | {"line": line - 1}
        raise QuerySyntaxError(re.sub(r"\b([Ll]ine) \d+", rf"\1 {line - 1}", error.detail, count=1), **moved) from None


def _parameters(words: Sequence[str], question: Query) -> dict[str, str]:
    given: dict[str, str] = {}
    rest = list(words)
    while rest:
        name, equals, value = rest.pop(0).partition("=")
        if not name.startswith("--"):
            raise click.UsageError(f"{name!r} is no parameter. {_usage(question)}")
        if not equals:
            if not rest:
                raise click.UsageError(f"{name} has no value. {_usage(question)}")
            value = rest.pop(0)
        given[name[2:]] = value
    return given


def _usage(question: Query) -> str:
    return " ".join(
        f"--{each.name} {each.example or '|'.join(each.values) or each.type.upper()}"
        if each.default is None and not each.optional
        else f"[--{each.name} {'|'.join(each.values) or each.example or each.type.upper()}]"
        for each in question.parameters
    )


def _rows(columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> str:
    return f"{format_table(columns, rows)}\n({len(rows)} row{'' if len(rows) == 1 else 's'})"


def _cell(kind: str, value: str) -> str:
    return shorten(value).removeprefix(BASE) if kind == "uri" else value.replace("\n", " ")
