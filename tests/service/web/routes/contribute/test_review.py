"""``/review``: what nobody has reviewed, the file that comes out, and that it counts when it is added to the data."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from styrka.build.pipeline import build_release
from styrka.build.sources import read_document
from styrka.build.sssom.table import read_table
from styrka.engine.local import LocalEngine, open_local
from styrka.settings import Settings
from styrka.web.app import create_app
from styrka.web.render.contribute.reviewing import SIZE
from tests import hostile
from tests.answers import json_of
from tests.service import history, trees
from tests.service.history import History

BROWSER = {"Accept": "text/html"}
REGION = "/review?region=SE122"
WHO = {"organisation": "Region Sörmland", "role": "regional utveckling"}


def listed(client: FlaskClient, address: str = "/review.json?region=SE122") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json_of(client.get(address))["mappings"]
    return found


def ticks(page: str) -> dict[str, str]:
    """What is ticked on a page, by the mapping."""
    found = re.findall(r'name="verdict:([^"]+)" value="([^"]*)" checked', unescape(page))
    return {code: verdict for code, verdict in found if verdict}


def wrong(page: str) -> str:
    """What the page says is wrong, at its top."""
    return unescape(page).split('role="alert"')[1].split("</div>")[0]


def test_all_that_nobody_has_reviewed_is_listed_in_parts(client: FlaskClient, engine: LocalEngine) -> None:
    from styrka.engine.interface import select_rows

    query = """SELECT (COUNT(DISTINCT ?m) AS ?n) { ?m a <https://w3id.org/styrka/def/Mapping> ;
      <https://w3id.org/styrka/def/mappingStatus> ?s FILTER(!STRENDS(STR(?s), "/reviewed")) }"""
    total = json_of(client.get("/review.json"))["total"]
    assert total == int(select_rows(engine, query)[0]["n"].value) > 2000
    first, second = (listed(client, f"/review.json?page={page}") for page in (1, 2))
    assert len(first) == len(second) == 50
    assert not {one["mapping"] for one in first} & {one["mapping"] for one in second}
    assert first[0]["status"] == "suggested"
    page = client.get("/review", headers=BROWSER).text
    # A joint territory such as Berlin and Brandenburg counts for the country of its parts.
    countries = re.findall(r'href="/review\?region=([^"&]+)">([^<]+)', page)
    assert len(countries) > 20
    assert [one for one in countries if not re.fullmatch("[A-Z]{2}", one[0]) or one[1].startswith(one[0])] == [
        one for one in countries if one[0] == "projects"
    ]
    assert page.count("<fieldset") == SIZE
    assert 'href="/review?page=2" rel="next"' in page


def test_they_are_of_a_region_a_theme_and_a_status(client: FlaskClient) -> None:
    own = listed(client)
    assert {tuple(one["regions"]) for one in own} == {("SE122",), ("SE12",)}  # the joint strategy is theirs too
    energy = listed(client, "/review.json?theme=energy&region=SE")
    assert energy
    assert {one["theme"].rsplit("/", 1)[1] for one in energy} >= {"energy"}
    assert {one["status"] for one in listed(client, "/review.json?status=suggested")} == {"suggested"}
    projects = listed(client, "/review.json?region=projects")
    assert {one["subject"].split("/")[-2] for one in projects} == {"project"}
    area = "area/se12-2023/smart-industri"
    assert f"/review?of={area}" in client.get("/doc/area/se12-2023/smart-industri", headers=BROWSER).text
    assert {one["subject"].split("/id/")[1] for one in listed(client, f"/review.json?of={area}")} == {area}
    page = client.get(f"{REGION}&lang=sv", headers=BROWSER).text
    for narrowed in ("region=SE122&amp;theme=energy", "region=SE122&amp;status=curated", "region=IT&amp;lang=sv"):
        assert f"/review?{narrowed}" in page


@pytest.mark.parametrize("asked", ["region=nowhere", "theme=enrgy", "status=done", "page=0", "page=x"])
def test_a_choice_that_there_is_not_is_said(client: FlaskClient, asked: str) -> None:
    assert client.get(f"/review?{asked}").status_code == 400
    assert client.get("/review?of=area/nothing").status_code == 404


@pytest.mark.parametrize("language", ["en", "sv"])
def test_a_wrong_choice_is_put_right_on_a_form_that_keeps_the_rest(client: FlaskClient, language: str) -> None:
    asked = f"/review?region=sormlnd&theme=energy&status=curated&lang={language}"
    answer = client.get(asked, headers=BROWSER)
    page = unescape(answer.text)
    assert answer.status_code == 400
    assert answer.headers["Cache-Control"] == "no-store"
    assert page.index('role="alert"') < page.index('action="/review"')
    assert '<a href="#p-region">' in page
    assert f'href="/review?theme=energy&status=curated&lang={language}&region=SE122"' in page
    assert '<option value="sormlnd" selected>' in page
    assert '<option value="energy" selected>' in page
    assert '<option value="curated" selected>' in page
    assert 'href="/review' in page.split("</form>")[-1]
    wrong = client.get(asked.replace("/review", "/review.json"))
    assert (wrong.status_code, wrong.mimetype) == (400, "application/problem+json")
    assert wrong.get_json()["near"][0]["value"] == "SE122"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "page is '0'; it must be a whole number from 1."),
        ("sv", "page är '0'; det måste vara ett heltal från 1."),
    ],
)
def test_a_wrong_page_is_said_on_the_form(client: FlaskClient, language: str, said: str) -> None:
    for kept in ("", "theme=energy&"):
        answer = client.get(f"/review?{kept}page=0&lang={language}", headers=BROWSER)
        page = unescape(answer.text)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (400, "no-store")
        assert said in page[page.index('role="alert"') : page.index('action="/review"')]
        assert f'href="/review?{kept}lang={language}"' in page
        assert ('<option value="energy" selected>' in page) is bool(kept)
        wrong = client.get(f"/review.json?{kept}page=0")
        assert (wrong.status_code, wrong.mimetype) == (400, "application/problem+json")
        assert wrong.get_json()["parameter"] == "page"


def test_the_projects_are_kept_on_the_form(client: FlaskClient) -> None:
    page = unescape(client.get("/review?region=projects&theme=enrgy", headers=BROWSER).text)
    assert '<input type="hidden" name="region" value="projects">' in page
    assert 'id="p-region"' not in page
    assert 'href="/review?region=projects&theme=energy"' in page
    assert client.get("/review?region=projects&theme=energi", headers=BROWSER).headers["Location"] == (
        "/review?region=projects&theme=energy"
    )


@pytest.mark.parametrize("path", ["/review", "/review.json"])
def test_a_choice_is_made_by_any_name(client: FlaskClient, path: str) -> None:
    answer = client.get(f"{path}?region=s%C3%B6rmland&theme=Energi&page=1&lang=sv", headers=BROWSER)
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"{path}?region=SE122&theme=energy&page=1&lang=sv"


def test_what_stands_beside_each_helps_to_decide(client: FlaskClient) -> None:
    page = unescape(client.get(f"{REGION}&lang=sv", headers=BROWSER).text)
    area = page.split("Verksamhetsnära digitala tjänster</a></h2>")[1].split("</section>")[0]
    assert "Strategi för smart specialisering i Sörmland" in area
    assert "Avancerad tillverkning för krävande miljöer" in area  # of the same strategy
    assert "Områden på andra håll med liknande namn" in area
    assert "säkerhet 95" in area
    assert "Digital services, close to the business that uses them." in area
    assert "Temats etikett ”" in area
    english = unescape(client.get(REGION, headers=BROWSER).text)
    assert "Business-near digital services" in english  # the name translated


def test_decisions_become_a_table_that_reads(client: FlaskClient) -> None:
    one, other = [each for each in listed(client) if not each["negative"]][:2]
    form = {f"verdict:{one['mapping']}": "accept", f"verdict:{other['mapping']}": "reject", **WHO}
    page = client.post(f"{REGION}&lang=sv", data=form)
    assert page.status_code == 200, page.text
    assert "2 beslut av Region Sörmland" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text)
    answer = client.post("/review/file", data={unescape(name): unescape(value) for name, value in hidden})
    assert answer.mimetype == "text/tab-separated-values"
    name = answer.headers["Content-Disposition"].split('"')[1]
    source = read_document(answer.data, f"data/mappings/reviewed/{name}")
    assert source.graph.endswith(name.removesuffix(".sssom.tsv"))
    rows = [row.cells for row in read_table(answer.text, name)[1]]
    decided = {row["object_id"]: row["predicate_modifier"] for row in rows if row["reviewer_id"]}
    assert set(decided.values()) <= {"", "Not"}
    assert {row["reviewer_id"] for row in rows} <= {"actor:region-sormland", ""}
    assert (
        answer.data
        == client.post(
            "/review/file",
            json={
                **WHO,
                "decisions": [
                    {"mapping": one["mapping"], "verdict": "accept"},
                    {"mapping": other["mapping"], "verdict": "reject"},
                ],
            },
        ).data
    )


def test_an_organisation_that_is_not_recorded_has_a_row_to_go_with_it(client: FlaskClient) -> None:
    code = listed(client)[0]["mapping"]
    page = client.post(REGION, data={f"verdict:{code}": "accept", "organisation": "Junta de Andalucía"})
    assert "Junta de Andalucía is not recorded here yet" in page.text
    assert "junta-de-andalucia,curators-knowledge,en,Actor,Junta de Andalucía," in page.text


def test_a_slip_in_the_name_of_an_organisation_is_pointed_out(client: FlaskClient) -> None:
    code = listed(client)[0]["mapping"]
    for name, pointed in (("Region Sörmlnd", True), ("region sormland", False)):
        page = client.post(REGION, data={f"verdict:{code}": "accept", "organisation": name})
        assert ("Did you mean: Region Sörmland" in unescape(page.text)) is pointed
        assert ("actors.csv" in page.text.split("<main")[1].split("<details")[0]) is pointed


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"organisation": "Maria Exempelsson"}, "looks like the name of a person"),
        ({"role": "strateg, maria@example.org"}, "has an e-mail address"),
        ({"organisation": ""}, "Write which organisation reviews"),
        ({"reason:{1}": "ring 08-123 45 67"}, "has a telephone number"),
        ({"verdict:{1}": ["accept", "reject"]}, "There are two decisions on this theme"),
        ({"verdict:{1}": "perhaps"}, "“perhaps” is no decision"),
        ({"verdict:{1}": "other"}, "Write which theme it should be"),
        ({"verdict:{1}": "other", "theme:{1}": "Enrgyyy"}, "“Enrgyyy” is none"),
        ({"verdict:{1}": "other", "theme:{1}": "{theme}"}, "the theme that it has already"),
        ({"verdict:area-x/none": "accept"}, "area-x/none is not among what waits"),
        ({"reason:{1}": "x" * 600}, "at most 500 fit"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_of_what_was_ticked_is_lost(
    client: FlaskClient, changed: dict[str, Any], words: str
) -> None:
    first, second = [each for each in listed(client) if not each["negative"]][:2]
    codes = ("", second["mapping"])
    form = {f"verdict:{first['mapping']}": "reject", f"verdict:{second['mapping']}": "accept", **WHO}
    theme = second["theme"].rsplit("/", 1)[1]
    form |= {
        name.format(*codes): value.format(theme=theme) if isinstance(value, str) else value
        for name, value in changed.items()
    }
    page = client.post(REGION, data=form)
    assert page.status_code == 400
    assert words in wrong(page.text)
    assert ticks(page.text)[first["mapping"]] == "reject"
    if "perhaps" not in words:
        assert second["mapping"] in ticks(page.text)
    for value in (form["organisation"], form["role"]):
        assert f'value="{value}"' in unescape(page.text)
    refused = client.post("/review/file", data=form)
    assert refused.status_code == (404 if "area-x/none" in str(form) else 400)


def test_a_theme_that_is_both_denied_and_chosen_is_a_contradiction(client: FlaskClient) -> None:
    area = next(each for each in listed(client) if each["rank"] == "primary")
    other = next(each for each in listed(client) if each["subject"] == area["subject"] and each != area)
    form = {
        f"verdict:{area['mapping']}": "other",
        f"theme:{area['mapping']}": other["theme"].rsplit("/", 1)[1],
        f"verdict:{other['mapping']}": "accept" if other["negative"] else "reject",
        **WHO,
    }
    page = client.post(REGION, data=form)
    assert page.status_code == 400
    assert "is both denied to this area and chosen for it" in wrong(page.text)


def read_form(page: str) -> dict[str, str]:
    """What the form of a page sends when its buttons are pressed: hidden fields, what is ticked, what is written."""
    form = unescape(page).split('<form class="review"')[1].split("</form>")[0]
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    fields += re.findall(r'name="(verdict:[^"]+)" value="([^"]*)" checked', form)
    fields += re.findall(r'name="((?:theme|reason):[^"]+)"[^>]* value="([^"]*)"', form)
    fields += re.findall(r'name="(organisation|role)"[^>]* value="([^"]*)"', form)
    return dict(fields)


def test_what_is_decided_on_one_page_goes_along_to_the_others_and_becomes_one_file(client: FlaskClient) -> None:
    both = listed(client, "/review.json")
    first, second = both[:SIZE], both[SIZE : 2 * SIZE]
    page = client.get("/review?lang=sv", headers=BROWSER).text
    assert re.search(r'formaction="/review\?page=2&amp;lang=sv" formnovalidate>Nästa sida, med dina beslut', page)
    sent = read_form(page) | {
        f"verdict:{first[0]['mapping']}": "reject",
        f"reason:{first[0]['mapping']}": "för <brett>",
    }
    turned = client.post("/review?page=2&lang=sv", data=sent | {"turn": "yes", "role": "strateg"})
    assert turned.status_code == 200, turned.text
    assert turned.headers["Cache-Control"] == "no-store"
    assert "1 beslut från andra sidor följer med" in turned.text
    assert turned.text.count("<fieldset") == SIZE
    assert first[0]["mapping"] not in ticks(turned.text)
    carried = read_form(turned.text)
    assert carried[f"reason:{first[0]['mapping']}"] == "för <brett>"
    assert carried["role"] == "strateg"
    # Every way on is a button of the form, and none of them is what Enter in a field presses.
    buttons = re.findall(r'<button type="submit"[^>]*>', turned.text.split("<main")[1])
    assert "turn" not in buttons[0]
    assert "<a " not in turned.text.split('<nav class="facets"')[1].split("</nav>")[0]
    narrowed = next(one for one in re.findall(r'formaction="([^"]+)"', unescape(turned.text)) if "theme=energy" in one)
    decided = carried | {f"verdict:{second[0]['mapping']}": "accept"}
    other = client.post(narrowed, data=decided | {"turn": "yes"})
    assert "2 beslut från andra sidor följer med" in other.text
    back = client.post("/review?lang=sv", data=read_form(other.text) | {"turn": "yes"})
    assert ticks(back.text) == {first[0]["mapping"]: "reject"}
    undecided = read_form(back.text) | {f"verdict:{first[0]['mapping']}": "", "turn": "yes"}
    assert "1 beslut från andra sidor" in client.post("/review?page=3&lang=sv", data=undecided).text
    nameless = client.post("/review?lang=sv", data=read_form(back.text) | {"organisation": ""})
    assert nameless.status_code == 400
    assert "1 beslut från andra sidor följer med" in nameless.text
    done = client.post("/review?lang=sv", data=read_form(nameless.text) | WHO)
    assert "2 beslut av Region Sörmland" in done.text
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', done.text)
    table = client.post("/review/file", data={unescape(name): unescape(value) for name, value in hidden}).text
    for one in (first[0], second[0]):
        assert one["theme"].rsplit("/", 1)[1] in table


def test_what_is_wrong_on_another_page_is_shown_on_this_one(client: FlaskClient) -> None:
    first = next(one for one in listed(client, "/review.json") if not one["negative"])
    sent = {f"verdict:{first['mapping']}": "other", f"theme:{first['mapping']}": "Enrgyyy", **WHO}
    turned = client.post("/review?page=2", data=sent | {"turn": "yes"})
    assert turned.status_code == 200  # nothing is judged before the file is asked for
    page = client.post("/review?page=2", data=read_form(turned.text))
    assert page.status_code == 400
    assert "“Enrgyyy” is none" in wrong(page.text)
    assert ticks(page.text) == {first["mapping"]: "other"}


def test_what_goes_along_has_a_bound_and_nothing_unknown(client: FlaskClient) -> None:
    code = listed(client, "/review.json?page=2")[0]["mapping"]
    sent = {"verdict:area-x/none": "accept", f"verdict:{code}": "<forgets>", "turn": "yes"}
    unknown = client.post("/review", data=sent)
    assert unknown.status_code == 200
    assert "area-x/none" not in unknown.text
    assert "– &lt;forgets&gt;</li>" in unknown.text
    codes = [one["mapping"] for page in (1, 2, 3) for one in listed(client, f"/review.json?page={page}")][:101]
    for most, status in ((100, 200), (101, 413)):
        sent = {f"verdict:{code}": "accept" for code in codes[:most]} | {"turn": "yes"}
        assert client.post("/review?page=9", data=sent).status_code == status


def test_nothing_decided_is_said(client: FlaskClient) -> None:
    page = client.post(f"{REGION}&lang=sv", data=WHO)
    assert page.status_code == 400
    assert "Inget är beslutat" in wrong(page.text)


def test_more_than_a_file_has_are_refused(client: FlaskClient) -> None:
    answer = client.post("/review", data={f"verdict:area-{number}/x": "accept" for number in range(101)} | WHO)
    assert answer.status_code == 413
    assert "101 decisions" in answer.text


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'{"decisions": 1}',
        b'{"decisions": [1]}',
        b'{"decisions": [{"mapping": {}, "verdict": 1}]}',
        b'{"organisation": null, "decisions": [{"mapping": "a", "verdict": "accept"}]}',
        b"[" * 100_000,
        b"\xff",
    ],
)
def test_json_that_is_no_review_is_said(client: FlaskClient, body: bytes) -> None:
    answer = client.post("/review/file", data=body, content_type="application/json")
    assert answer.status_code == 400
    assert "detail" in answer.json  # type: ignore[operator]


@pytest.mark.parametrize("name", hostile.DOCUMENTS)
def test_a_hostile_body_harms_nobody(client: FlaskClient, name: str) -> None:
    media_type, body, _ = hostile.DOCUMENTS[name]
    for address in ("/review", "/review/file"):
        assert client.post(address, data=body, content_type=media_type).status_code in {400, 413, 415}
    assert client.post("/review/file", data={"verdict:" + "x" * 5000: "accept"}).status_code in {400, 404}


def test_a_large_body_is_refused_by_its_size(settings: Settings, app: Flask, engine: LocalEngine) -> None:
    small = create_app(replace(settings, body_bytes=10_000), engine, app.extensions["styrka"].questions)
    for encoding in ("application/x-www-form-urlencoded", "multipart/form-data"):
        form = {"organisation": "x" * 20_000} if "urlencoded" in encoding else {"a": (io.BytesIO(b"x" * 20_000), "a")}
        answer = small.test_client().post("/review", data=form, content_type=encoding)
        assert answer.status_code == 413


@pytest.mark.slow
def test_the_file_is_added_to_the_data_as_it_is_and_counts(
    history_to_copy: History, tmp_path: Path, app: Flask, capfd: pytest.CaptureFixture[str]
) -> None:
    grown = history.copy(history_to_copy, tmp_path)
    root, questions = grown.settings.root, app.extensions["styrka"].questions
    before = create_app(grown.settings, open_local(grown.new.dumps, grown.new.version), questions).test_client()
    (one,) = listed(before, "/review.json")
    files = {path: path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}
    form = {
        f"verdict:{one['mapping']}": "other",
        f"theme:{one['mapping']}": "Livsmedel",
        f"reason:{one['mapping']}": "it is about biogas",
        "organisation": "Styrka",
        "role": "the board of Södertestköping",
    }
    answer = before.post("/review/file", data=form)
    assert answer.status_code == 200, answer.text
    assert files == {path: path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}
    assert "Södertestköping" not in "".join(capfd.readouterr())
    name = answer.headers["Content-Disposition"].split('"')[1]
    trees.put(root, f"data/mappings/reviewed/{name}", answer.data)

    release = build_release(grown.settings)

    after = create_app(grown.settings, open_local(release.dumps, release.version), questions).test_client()
    assert json_of(after.get("/review.json")) == {"total": 0, "mappings": []}
    assert "Nothing here waits for a review" in after.get("/review", headers=BROWSER).text
    why = {"s": "<id/area/se12-test/energi>", "p": "styrka:primaryTheme"}
    page = after.get("/why", query_string={**why, "o": "theme:food"}, headers=BROWSER)
    assert page.status_code == 200, page.text
    shown = unescape(page.text).split("Reviewed by ")[1]
    assert shown.startswith('<a href="/id/actor/styrka">Styrka</a>')
    assert "it is about biogas" in shown
    (found,) = json_of(after.get("/why.json", query_string={**why, "o": "theme:food"}))["reviews"]
    assert found["reviewer"].endswith("/id/actor/styrka")
    assert after.get("/why", query_string={**why, "o": "theme:energy"}).status_code == 404
