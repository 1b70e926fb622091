"""What an operator is warned of when a service starts that the whole world may reach."""

from __future__ import annotations

import click

from styrka.settings import Settings


def print_warnings(settings: Settings) -> None:
    """Warn on standard error of what the catalogue lacks, where the service's address is a public one."""
    from styrka.publish.catalogue import publisher

    if publisher.is_public(settings.base):
        for one in publisher.find_missing_settings(settings):
            click.echo(f"warning: {one}", err=True)
