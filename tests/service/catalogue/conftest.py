"""Two releases of a small tree, made once for a worker of pytest's."""

from __future__ import annotations

import pytest

from styrka.catalogue import dcat, downloads
from styrka.catalogue.dcat import Publication
from styrka.catalogue.downloads import Downloads
from tests.service import history
from tests.service.history import History

HOST = "https://styrka.example/"


@pytest.fixture(scope="session")
def grown(tmp_path_factory: pytest.TempPathFactory) -> History:
    """A small tree with two releases."""
    return history.grow(tmp_path_factory.mktemp("history"))


@pytest.fixture(scope="session")
def made(grown: History) -> Downloads:
    """The downloads of the second release."""
    return downloads.ensure(grown.settings, grown.new)


@pytest.fixture(scope="session")
def published(grown: History, made: Downloads) -> Publication:
    """What the catalogue is made of, with a size for every sample."""
    from styrka.catalogue import samples

    sizes = {samples.of_part(HOST, slug): 1000 for slug in made.parts} | {samples.of_questions(HOST): 1000}
    return dcat.publication(grown.settings, HOST, made, sizes)
