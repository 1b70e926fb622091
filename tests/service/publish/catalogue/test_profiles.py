"""The dialect is chosen by parameter, else by header; what is unknown is refused with what there is."""

from __future__ import annotations

import json

import pytest

from styrka.errors import BadParameter, NotAcceptable
from styrka.publish.catalogue import profiles, schemaorg
from styrka.publish.catalogue.publication import Publication


@pytest.mark.parametrize(
    ("header", "parameter", "name"),
    [
        (None, None, "dcat-ap"),
        ("", "", "dcat-ap"),
        (None, "dcat-ap-se", "dcat-ap-se"),
        ("<https://schema.org/>", "dcat-ap-2", "dcat-ap-2"),
        (None, "https://schema.org/", "schema.org"),
        ("<https://schema.org/>", None, "schema.org"),
        ("<http://schema.org>", None, "schema.org"),
        ("<https://docs.dataportal.se/dcat/>;q=0.5, <https://schema.org/>;q=0.9", None, "schema.org"),
        ("<https://unknown.example/>, <https://docs.dataportal.se/dcat/>;q=0.1", None, "dcat-ap-se"),
        ("<https://unknown.example/>, *;q=0.1", None, "dcat-ap"),
        ("https://docs.dataportal.se/dcat/", None, "dcat-ap-se"),
    ],
)
def test_the_profile_is_the_one_that_is_liked_best(header: str | None, parameter: str | None, name: str) -> None:
    assert profiles.choose_profile(header, parameter).name == name


@pytest.mark.parametrize("parameter", ["dcat", "DCAT-AP", "../x", "schema"])
def test_an_unknown_parameter_is_told_what_there_is(parameter: str) -> None:
    with pytest.raises(BadParameter, match="dcat-ap-se"):
        profiles.choose_profile(None, parameter)


@pytest.mark.parametrize("header", ["<https://unknown.example/>", "<https://schema.org/>;q=0"])
def test_only_unknown_or_unwanted_profiles_are_not_acceptable(header: str) -> None:
    with pytest.raises(NotAcceptable, match=r"https://schema\.org/"):
        profiles.choose_profile(header, None)


@pytest.mark.parametrize("header", ["a b", "<a>;q=2", "<a>;;", ","])
def test_a_header_that_cannot_be_read_is_refused(header: str) -> None:
    with pytest.raises(BadParameter, match="Accept-Profile"):
        profiles.choose_profile(header, None)


@pytest.mark.parametrize("language", ["en", "sv"])
def test_search_engines_get_what_they_ask_for(published: Publication, language: str) -> None:
    said = json.loads(json.dumps(schemaorg.describe_catalogue(published, language)))
    assert said["@type"] == "DataCatalog"
    for dataset in said["dataset"]:
        assert 50 <= len(dataset["description"]) <= 5000
        assert dataset["name"]
        assert dataset["license"].startswith("http")
        assert dataset["keywords"]
        assert all(one["contentUrl"].startswith("https://styrka.example/") for one in dataset["distribution"])
