"""The command line: ``styrka check | format | build | serve | query | ask | explain | releases | publish ...``.

One module per group of commands; nothing else imports this package. Commands import what they run when they run, so
that ``--help`` answers at once.
"""

from __future__ import annotations

import click

from styrka import __version__
from styrka.cli import (
    catalogue,
    contribute,
    differences,
    formatting,
    harvest,
    mcp,
    pipeline,
    publish,
    questions,
    releases,
    settings,
)

_HELP = """Styrka: a knowledge graph of regional smart specialisation.

\b
A first round:
  styrka check                                   what is wrong in the data, and where
  styrka build                                   validate, reason, publish a release
  styrka query shared-priorities --theme energy  which regions share energy priorities?
  styrka explain SE122 prioritises energy        why? down to the documents
  styrka serve                                   pages, REST and SPARQL on this machine

\b
Every command takes --json, --root, --releases and --debug. Every setting has an environment variable too:
STYRKA_ROOT, STYRKA_RELEASES, STYRKA_PORT ...

\b
Exit codes:
  0    well
  1    the data are wrong: a file, a shape, a contradiction
  2    the command is wrong: an option, a parameter, a query
  3    what was asked for does not exist
  4    the machine is in the way: disk full, folder not writable, release damaged
  130  interrupted
"""


@click.group(help=_HELP, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="styrka", message="%(prog)s %(version)s")
def main() -> None:
    """Run the command line."""


for _command in (
    pipeline.check,
    pipeline.build,
    pipeline.serve,
    contribute.template,
    contribute.rows,
    contribute.new,
    contribute.suggest,
    formatting.format_files,
    questions.query,
    questions.ask,
    questions.explain,
    releases.releases,
    releases.rollback,
    differences.diff,
    releases.files,
    settings.settings,
    publish.publish,
    harvest.harvest,
    catalogue.catalogue,
    mcp.mcp,
):
    main.add_command(_command)
