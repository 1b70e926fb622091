"""Made-up projects with their amounts, involvements and actors: the bulk of a large graph."""

from __future__ import annotations

import random
from typing import Final

from graph_lines import Writer, iri, text, typed

PART: Final = 12_000  # projects that are reasoned over together with the core
_KINDS: Final = (
    "University",
    "SciencePark",
    "Incubator",
    "Cluster",
    "ResearchInstitute",
    "TestBed",
    "Company",
    "Company",
    "Network",
    "Association",
    "Agency",
    "CollaborationPlatform",
)
_ROLES: Final = ("applicant", "partner", "partner", "owner", "runs", "participant")
_HELIX: Final = ("academia", "business", "public-sector", "civil-society")
_A_SOURCE: Final = 50  # projects that one document has
_AGAIN: Final = 0.05  # of the projects are in a second document too


def write_projects(
    chance: random.Random,
    first: int,
    hub: list[str],
    small: list[str],
    areas: list[str],
    programmes: list[str],
    room: int,
    part: int = PART,
) -> list[str]:
    """Return the lines of one part: at most ``part`` projects with what belongs to them, or a little over ``room``."""
    out = Writer()
    actors = [f"id/actor/a{first + number}" for number in range(0, part, 4)]
    for number in range(first, first + part):
        if len(out.lines) >= room:
            break
        source = f"p{number // _A_SOURCE}"
        if number % 4 == 0:
            _write_actor(out, chance, source, number, actors, small, areas)
        path, year = f"id/project/p{number}", chance.randrange(2014, 2024)
        more = {"exampleOf": iri(chance.choice(areas))} if chance.random() < 0.1 else {}
        said = {
            "skos__prefLabel": text(f"Projektet {number}", "sv"),
            "periodStart": typed(year, "gYear"),
            "periodEnd": typed(year + 3, "gYear"),
        }
        out.state(
            "projects",
            source,
            path,
            "Project",
            **said,
            fundedBy=iri(chance.choice(programmes)),
            locatedIn=iri(chance.choice(small)),
            hasAmount=iri(f"id/amount/p{number}/1"),
            **more,
        )
        if chance.random() < _AGAIN:
            out.state("projects", f"again-{first}", path, "Project", **said)
        if chance.random() < 0.4:
            out.add("projects", path, primaryTheme=iri(chance.choice(hub)))
        out.add("projects", path, confidence=iri("scheme/confidence/high"))
        out.state(
            "amounts",
            source,
            f"id/amount/p{number}/1",
            "Amount",
            value=typed(chance.randrange(10**4, 10**7), "decimal"),
            currency=text("SEK"),
            bound=iri("scheme/bound/exact"),
            amountKind=iri("scheme/amount-kind/grant"),
        )
        for one in range(chance.randrange(1, 4)):
            out.state(
                "involvements",
                source,
                f"id/involvement/p{number}/{one}",
                "Involvement",
                involvedIn=iri(path),
                involves=iri(chance.choice(actors[: max(1, (number - first) // 4)])),
                role=iri(f"scheme/role/{chance.choice(_ROLES)}"),
            )
    return out.lines


def _write_actor(
    out: Writer, chance: random.Random, source: str, number: int, actors: list[str], small: list[str], areas: list[str]
) -> None:
    more = {"collaboratesWith": iri(chance.choice(actors))} if chance.random() < 0.2 else {}
    more |= {"exampleOf": iri(chance.choice(areas))} if chance.random() < 0.1 else {}
    path = f"id/actor/a{number}"
    out.state(
        "actors",
        source,
        path,
        chance.choice(_KINDS),
        skos__prefLabel=text(f"Aktören {number}", "sv"),
        locatedIn=iri(chance.choice(small)),
        **more,
    )
    out.add("actors", path, helixSector=iri(f"scheme/helix/{chance.choice(_HELIX)}"))
