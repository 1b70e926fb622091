"""CKAN's own reader of DCAT-AP reads every dataset and distribution, where it is installed.

It needs CKAN, which wants packages that do not go together with ours; install ``ckan``, ``ckanext-dcat`` and what they
ask for in an environment of their own, beside this package, to run this.
"""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from styrka.publish.catalogue import dcat
from styrka.publish.catalogue.publication import Publication

processors = pytest.importorskip("ckanext.dcat.processors", reason="CKAN's reader is not installed")


@pytest.mark.parametrize("profile", ["euro_dcat_ap_2", "euro_dcat_ap_3"])
def test_every_dataset_and_distribution_is_read(published: Publication, profile: str) -> None:
    dialect = "dcat-ap-2" if profile == "euro_dcat_ap_2" else "dcat-ap"
    parser = processors.RDFParser(profiles=[profile])
    parser.parse(dcat.serialise(dcat.make_catalogue(published, dialect), ox.RdfFormat.RDF_XML).decode(), _format="xml")
    found = {one["title"]: one for one in parser.datasets()}
    assert len(found) == len(published.described)
    for dataset in found.values():
        assert dataset["notes"]
        assert len(dataset["resources"]) >= 4
        assert all(one["url"] and one["license"] for one in dataset["resources"])
    files = {one["download_url"]: one for dataset in found.values() for one in dataset["resources"]}
    for sheet in (one for slug in published.described for one in published.sheets.of(slug)):
        resource = files[published.files + sheet.name]
        assert (int(resource["size"]), resource["mimetype"].rpartition("media-types/")[2]) == (
            sheet.bytes,
            sheet.format.media_type,
        )
        assert resource["hash"] in (sheet.sha256, sheet.sha1)
        assert resource["access_url"].endswith(f"/table/{sheet.slug}")
        if sheet.described:
            assert published.files + sheet.described in resource["documentation"]
