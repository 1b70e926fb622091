"""``styrka check``, ``build`` and ``serve``."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path

import click

from styrka import release
from styrka.cli import startup_warnings
from styrka.cli.command import command, print_result, progress_for, show_controls
from styrka.errors import StyrkaError
from styrka.settings import Settings

_SHOWN = 20  # warnings that are shown without --all


@command("validator", "reasoner", short_help="Report what is wrong in the data, and where.")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]...")
@click.option("--all", "everything", is_flag=True, help=f"show every warning, not the first {_SHOWN} only")
@click.option("--sv", "swedish", is_flag=True, help="report in Swedish")
def check(settings: Settings, *, as_json: bool, files: tuple[Path, ...], everything: bool, swedish: bool) -> int:
    """Validate the data against the shapes, and look for contradictions with the ontology.

    With FILEs, only what is wrong with the things that they describe is shown, though they are judged together with all
    data: first what the files themselves have, then what stops publication elsewhere; other remarks are counted. A FILE
    may lie outside data/, as when somebody sends you theirs: the document of a graph that there is, or rows of a table,
    take the place of what they correct, and what that would change is counted. Nothing is published. The exit code is 1
    when something must be mended; warnings alone give 0.

    \b
    Examples:
      styrka check
      styrka check data/strategies/se122-2017/region-sormland-2018.ttl
      styrka check ~/Downloads/our-strategy.ttl
      styrka check --validator pyshacl --json
    """
    from styrka.build.check.checking import THINGS, check_tree
    from styrka.build.content import name_of
    from styrka.build.validate.blame import order_by_owner

    checked = check_tree(settings, progress_for(as_json), files)
    report, differences = checked.report, checked.differences
    mine, others = order_by_owner(report.findings, frozenset(name_of(path, settings.root) for path in files))
    if as_json:
        print_result(
            {
                "conforms": report.conforms,
                "counts": report.counts(),
                "findings": [asdict(finding) for finding in (*mine, *others)],
                **({"changes": differences.to_json(THINGS)} if differences else {}),
            },
            as_json,
            "",
        )
        return 0 if report.conforms else 1
    language = "sv" if swedish else "en"
    # What stops publication is shown wherever it is; what does not, of other files, is counted.
    must = [finding for finding in (*mine, *others) if finding.severity == "violation"]
    rest = [finding for finding in mine if finding.severity != "violation"]
    beside = [finding for finding in others if finding.severity != "violation"]
    shown = [*rest, *beside] if everything else rest[:_SHOWN]
    for finding in (*must, *shown):
        click.echo(show_controls(finding.text(language)))
    hidden = _WORDS[language]
    if not everything and len(shown) < len(rest):
        click.echo(hidden[0].format(len(rest) - len(shown)))
    if not everything and beside:
        click.echo(hidden[1].format(len(beside)))
    click.echo(", ".join(f"{count} {severity}" for severity, count in report.counts().items()))
    if differences is not None:
        click.echo(_describe_differences(differences.counts(), swedish=swedish))
    return 1 if must else 0


_WORDS = {
    "en": ("... and {} more (--all shows them)", "... and {} in other files (--all shows them)"),
    "sv": ("... och {} till (--all visar dem)", "... och {} i andra filer (--all visar dem)"),
}


def _describe_differences(counts: Mapping[str, int], *, swedish: bool) -> str:
    if swedish:
        return (
            f"Skulle lägga till {counts['added']}, ändra {counts['changed']} och ta bort {counts['removed']} ting "
            f"({counts['statements_added']} uppgifter till, {counts['statements_removed']} bort)"
        )
    return (
        f"Would add {counts['added']}, change {counts['changed']} and remove {counts['removed']} things "
        f"({counts['statements_added']} statements come, {counts['statements_removed']} go)"
    )


@command("validator", "reasoner", "keep_releases", short_help="Validate, reason and publish a release.")
@click.option("--force", is_flag=True, help="build although nothing has changed")
def build(settings: Settings, *, as_json: bool, force: bool) -> None:
    """Read the files, validate them, infer what follows, and publish the result as a release.

    A tree that has a release is not built again. Whatever fails, what is published stays as it was.

    \b
    Examples:
      styrka build
      styrka build --validator pyshacl --reasoner owlrl   the reference engines; slow
      styrka build --force
    """
    from styrka.build.pipeline import build_release as run
    from styrka.build.pipeline import list_overlooked

    for finding in list_overlooked(settings) if not as_json else ():
        click.echo(show_controls(finding.text()), err=True)
    before = release.read_current_version(settings.releases_path)
    found = run(settings, progress_for(as_json), force=force)
    counts = found.manifest["counts"]["triples"]
    unchanged = found.version == before
    print_result(
        {
            "version": found.version,
            "created": found.created,
            "published": True,
            "unchanged": unchanged,
            "path": str(found.path),
            "triples": counts,
        },
        as_json,
        f"Release {found.version}"
        + (" (nothing has changed)" if unchanged and not force else "")
        + f": {counts['data']} statements, {counts['inferred']} inferred, {counts['computed']} computed",
    )


@command(
    "host",
    "port",
    "engine",
    "validator",
    "reasoner",
    "threads",
    "base",
    short_help="Serve pages, REST and SPARQL.",
)
@click.option("--reload", is_flag=True, help="show changed templates, questions and words at once; for development")
@click.option(
    "--scratch",
    is_flag=True,
    help="serve a store in memory that takes any graph and is empty after a restart",
)
def serve(settings: Settings, *, as_json: bool, scratch: bool, reload: bool) -> None:
    """Build the release when there is none for the files as they are, and serve it.

    If the files are invalid, the errors are printed and the published release is served. After a rollback the
    release that was chosen is served. A release that is published later is taken up within a second. End with Ctrl-C.

    With STYRKA_WRITE_TOKEN set, who sends that token may write at /graphs and /update: a graph that is valid becomes a
    new release, one that is not is refused. With --scratch there are no files, shapes and releases: any graph is taken,
    and a token is made and printed where none is set.

    
    Examples:
      styrka serve
      styrka serve --host 0.0.0.0 --port 8080
      STYRKA_WRITE_TOKEN=... styrka serve
      styrka serve --scratch --port 8001
      styrka serve --reload   while you edit templates, questions or words
      styrka serve --engine http://127.0.0.1:8890/sparql   the release that `styrka publish` put into another store

    Raises:
        StyrkaError: The base of all errors that people are meant to see.
    """
    settings = replace(settings, reload=reload or settings.reload)
    if scratch or settings.scratch:
        _serve_scratch(settings)
        return
    startup_warnings.print_warnings(settings)
    if settings.engine:
        _serve_store(settings)
        return
    from styrka.build.pipeline import build_release as run
    from styrka.build.pipeline import find_current_release
    from styrka.web.serving.server import serve as answer

    folder = settings.releases_path
    try:
        # A release that was rolled back from is not published again behind its reader's back.
        if release.read_current_version(folder) is None or find_current_release(settings) is None:
            run(settings, progress_for(as_json))
    except StyrkaError as error:
        if release.open_current(folder) is None:
            raise
        click.echo(
            f"{error.title}:\n{error.detail}\nThe files are not published. "
            f"The release {release.read_current_version(folder)} is served.",
            err=True,
        )
    answer(settings)


def _serve_store(settings: Settings) -> None:
    from styrka.stores import open_store
    from styrka.web.serving.server import serve as answer

    # Before anything listens, so that what is wrong with the store is printed here.
    open_store(settings)
    answer(settings)


def _serve_scratch(settings: Settings) -> None:
    from styrka.web.serving.server import serve as answer

    token = settings.write_token or secrets.token_urlsafe(24)
    if not settings.write_token:
        click.echo(f"Write with the header   Authorization: Bearer {token}", err=True)
    answer(replace(settings, scratch=True, write_token=token))
