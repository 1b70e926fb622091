"""What a catalogue is made of, whatever dialect it is written in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from styrka.ask.question import Query
from styrka.engine.interface import Engine
from styrka.publish import datasets
from styrka.publish.catalogue import samples
from styrka.publish.datasets import Description
from styrka.publish.files.dumps import Downloads
from styrka.publish.files.tables import TableFiles
from styrka.settings import Settings
from styrka.vocabulary import PREFIXES

_LICENCE: Final = PREFIXES["dcterms"] + "license"


@dataclass(frozen=True)
class Publication:
    """What a catalogue is made of.

    Attributes:
        settings: who publishes, and under which licence.
        host: the address under which the service is reached, with a slash at the end.
        downloads: the release's.
        sheets: the release's tables.
        described: what the data state of each part, by slug.
        catalogue: what they state of the catalogue.
        sizes: how many bytes the answers have that a service gives, by address; empty where it was not measured.
    """

    settings: Settings
    host: str
    downloads: Downloads
    sheets: TableFiles
    described: Mapping[str, Description]
    catalogue: Description
    sizes: Mapping[str, int] = field(default_factory=dict)

    @property
    def files(self) -> str:
        """The address below which the release's files stand, for ever."""
        return f"{self.host}release/{self.downloads.release.version}/"

    def find_licence(self, slug: str) -> str:
        """Return the licence of a part: its own where the data state one, else that of the whole."""
        return self.described[slug].first(_LICENCE) or self.settings.licence


def compose_publication(
    settings: Settings,
    host: str,
    downloads: Downloads,
    sheets: TableFiles,
    engine: Engine,
    questions: Mapping[str, Query],
) -> Publication:
    """Return what the catalogue of a release is made of; ``engine`` answers from the release."""
    release = downloads.release
    described = {slug: one for slug, one in datasets.describe_parts(release).items() if slug in downloads.parts}
    sizes = samples.measure_samples(engine, questions, host, described)
    return Publication(settings, host, downloads, sheets, described, datasets.describe_catalogue(release), sizes)
