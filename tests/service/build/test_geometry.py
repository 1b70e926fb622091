"""Shapes for maps: checked when a release is built, with the place of what is wrong, and read back as they were."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from styrka import release
from styrka.build.check.checking import check_tree
from styrka.build.geometry import FOLDER, join_geometry
from styrka.build.pipeline import build_release
from styrka.errors import NotFound, ReleaseError, SourceError
from styrka.settings import Settings
from tests.conftest import ROOT
from tests.service import trees

VIEWS = json.dumps(
    {
        "small": {
            "shapes": "shapes.csv",
            "points": "points.csv",
            "box": [0, 0, 100, 100],
            "insets": {"PT2": [1, 1, 9, 9]},
            "attribution": {"en": "Drawn by hand", "sv": "Ritat för hand"},
        }
    }
)
FILES = {
    f"{FOLDER}/views.json": VIEWS,
    f"{FOLDER}/shapes.csv": "code,level,path\nSE,0,M1 1l9 0 0 9zM20 20l5-5-9 9z\nSE122,3,M2-2l3 0-1 3z\n",
    f"{FOLDER}/points.csv": "code,x,y\nSE122,3,3\n",
}


def joined(**changed: str) -> dict[str, object]:
    files = {path: text.encode() for path, text in (FILES | {f"{FOLDER}/{k}": v for k, v in changed.items()}).items()}
    found: dict[str, object] = json.loads(join_geometry(files))
    return found


def plant(settings: Settings) -> Settings:
    for path, text in FILES.items():
        trees.put(settings.root, path, text)
    return settings


@pytest.fixture
def tree(tmp_path: Path) -> Settings:
    return Settings(root=trees.plant(tmp_path))


def test_a_release_has_the_shapes_and_a_change_of_one_makes_a_new_release(tree: Settings) -> None:
    bare = build_release(tree)
    with pytest.raises(NotFound, match="has no shapes for maps"):
        release.read_geometry(bare)

    first = build_release(plant(tree))
    view = release.read_geometry(first)["small"]
    assert view.shapes["SE122"] == release.Shape(3, "M2-2l3 0-1 3z")
    assert view.points == {"SE122": (3, 3)}
    assert view.insets == {"PT2": (1, 1, 9, 9)}
    assert view.attribution["sv"] == "Ritat för hand"

    trees.change(tree.root, f"{FOLDER}/shapes.csv", "M2-2l3 0-1 3z", "M2-2l4 0-1 3z")
    second = build_release(tree)
    assert second.version not in (bare.version, first.version)
    assert release.read_geometry(second)["small"].shapes["SE122"].path == "M2-2l4 0-1 3z"
    assert build_release(tree).version == second.version


def test_shapes_that_are_not_what_was_written_are_refused(tree: Settings) -> None:
    found = build_release(plant(tree))
    (found.path / release.GEOMETRY).write_bytes(b'{"views":{}}\n')
    with pytest.raises(ReleaseError, match=r"damaged: geometry\.json"):
        release.read_geometry(found)


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("shapes.csv", "code,level,path\nSE,0,M1 1l9 0 0 9z\nSE1,1,M0 0<script>\n", r"shapes\.csv:3:3: .*no path"),
        ("shapes.csv", 'code,level,path\nSE,0,"M1 1l9 0 0 9z"" onload="""\n', r"shapes\.csv:2:3: .*no path"),
        ("shapes.csv", "code,level,path\nSE,4,M1 1l9 0 0 9z\n", r"shapes\.csv:2:2: .*no level"),
        ("shapes.csv", "code,level,path\nse,0,M1 1l9 0 0 9z\n", r"shapes\.csv:2:1: .*no code"),
        ("shapes.csv", "code,level,path\nSE,0\n", r"shapes\.csv:2"),
        ("shapes.csv", "code,level,path\nSE,0,M1 1l9 0z\nSE,0,M1 1l9 0z\n", r"shapes\.csv:3: SE is there twice"),
        ("shapes.csv", "code,path\nSE,M1 1l9 0z\n", r"shapes\.csv:1: the header is wrong"),
        ("points.csv", "code,x,y\nSE122,3,north\n", r"points\.csv:2:3: .*no y"),
        ("views.json", "{", r"views\.json:1:2: this is not JSON"),
        ("views.json", VIEWS.replace("100, 100", "100"), r"views\.json: .*four whole numbers"),
        ("views.json", VIEWS.replace("shapes.csv", "other.csv"), r"other\.csv: the file is not there"),
        ("views.json", VIEWS.replace('"sv"', '"da"'), r"views\.json: .*there is no sv"),
    ],
)
def test_what_is_no_shape_is_named_with_its_place(file: str, text: str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        joined(**{file: text})


def test_a_check_of_the_tree_finds_a_wrong_shape(tree: Settings) -> None:
    plant(tree)
    trees.change(tree.root, f"{FOLDER}/shapes.csv", "SE122,3,M2-2", "SE122,3,X2-2")
    with pytest.raises(SourceError, match=r"shapes\.csv:3:3"):
        check_tree(tree)


def test_the_shipped_shapes_have_the_counties_and_their_notice(settings: Settings) -> None:
    views = release.read_geometry(build_release(settings))
    assert set(views) == {"europe", "se"}
    assert len(views["se"].shapes) == 21
    assert "© EuroGeographics for the administrative boundaries" in views["europe"].attribution["en"]
    assert "© EuroGeographics för administrativa gränser" in views["europe"].attribution["sv"]
    notice = (ROOT / FOLDER / "LICENSE.md").read_text("utf-8")
    assert "EuroGeographics for the administrative boundaries" in notice
    assert "geometry/LICENSE.md" in (ROOT / "data" / "LICENSE.md").read_text("utf-8")
