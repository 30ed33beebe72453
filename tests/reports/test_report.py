from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from filmwright.errors import FilmwrightError
from filmwright.reports.report import facts, render, write
from filmwright.studio import open_studio
from filmwright.takes import records


class Page(HTMLParser):
    """Every address that the page would load or follow, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href", "poster", "srcset")]
        assert tag not in ("script", "link", "iframe", "object")

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_needs_no_other_file(finished):
    text = (finished.studio / "report.html").read_text(encoding="utf-8")
    page = Page(text)
    assert page.addresses and all(address.startswith("data:") for address in page.addresses)
    assert not re.search(r"url\((?!data:)|@import", text)


def test_it_shows_what_a_producer_asks_for(finished):
    text = Page((finished.studio / "report.html").read_text(encoding="utf-8")).text
    for words in (
        "(c) The Test Works",
        "train.base, train.adapter, generate.generic, deliver refused",
        "no grant for this on 'Beta' from its owner The Test Works",
        "“Alpha. a ball rolls by”",
        "distance",
        "trusted",
        "held out",
        "ingest",
        "unknown",
    ):
        assert words in text


def test_takes_are_beside_shots_that_the_model_was_trained_on(finished):
    page = facts(open_studio(finished.studio))
    (take,) = page["takes"]
    assert take["check"]["trusted"] and take["video"].startswith("data:video/mp4;base64,")
    assert take["nearest"] and {near["title"] for near in take["nearest"]} == {"Alpha"}
    distances = [float(near["distance"]) for near in take["nearest"]]
    assert distances == sorted(distances)


def test_what_people_wrote_is_escaped(finished):
    page = facts(open_studio(finished.studio))
    page["studio"] = {**page["studio"], "name": "<script>alert(1)</script>"}
    page["takes"][0]["prompt"] = '"><img src=x onerror=alert(1)>'
    text = render(page)
    assert "<script" not in text and "<img src=x" not in text and "&lt;script&gt;" in text


def test_an_empty_studio_has_a_page_too(studio, tmp_path):
    page = write(studio, tmp_path / "page.html")
    assert "No title has been added yet" in page.read_text(encoding="utf-8")


def test_a_take_whose_file_is_gone_is_said_to_be(copied):
    copied.take.unlink()
    text = Page(write(open_studio(copied.studio)).read_text(encoding="utf-8")).text
    assert "The file is gone" in text and "not trusted" in text


def page_of(studio):
    """The page of a studio, its text and its facts."""
    opened = open_studio(studio)
    return Page(write(opened).read_text(encoding="utf-8")).text, facts(opened)


@pytest.mark.parametrize("left", [0, 100, 0.5, 0.95])
def test_a_take_that_is_cut_short_is_unknown_where_it_is_not_known(copied, left):
    whole = copied.take.read_bytes()
    copied.take.write_bytes(whole[: round(left * len(whole)) if left < 1 else left])
    text, page = page_of(copied.studio)
    (take,) = page["takes"]
    assert not take["check"]["trusted"] and take["poster"] == "" and take["nearest"] == []
    assert take["nearest_unknown"] and f"Nearest training shots: unknown ({take['nearest_unknown']})" in text
    assert "not trusted" in text and "“Alpha. a ball rolls by”" in text


def test_one_damaged_take_leaves_the_others_their_neighbours(copied, filmwright):
    done = filmwright(
        "shoot",
        "M",
        "Alpha. another ball",
        "--first-frame",
        copied.shot("Alpha"),
        "--seed",
        "4",
        "--studio",
        copied.studio,
    )
    assert done.returncode == 0, done.stderr
    copied.take.write_bytes(copied.take.read_bytes()[:-4000])
    _, page = page_of(copied.studio)
    assert [bool(take["nearest"]) for take in page["takes"]] == [True, False]


@pytest.mark.parametrize("text", ["[]", "{}", "null", "", "not json", '{"schema": 1}', "[" * 100_000])
def test_a_snapshot_that_was_altered_is_unknown(copied, text):
    (copied.studio / "snapshots" / "S.json").write_text(text)
    said, page = page_of(copied.studio)
    assert page["snapshots"][0]["words"].startswith("unknown: ") and page["snapshots"][0]["words"] in said
    (take,) = page["takes"]
    assert take["nearest"] == [] and take["nearest_unknown"] and take["poster"]


def test_a_model_that_was_altered_is_unknown(copied):
    (copied.studio / "models" / "M" / "card.json").write_text("[]")
    said, page = page_of(copied.studio)
    assert page["models"][0]["name"] == "M" and page["models"][0]["words"] in said
    assert page["models"][0]["words"].startswith("unknown: ")


@pytest.mark.parametrize("text", ["[]", "{}", "not json", '{"held_out": [{}]}'])
def test_a_run_that_was_altered_is_unknown(copied, text):
    (copied.studio / "runs" / "M" / "clips.json").write_text(text)
    _, page = page_of(copied.studio)
    assert page["takes"][0]["nearest_unknown"] and page["models"][0]["dropped"] == []


def test_a_page_is_written_over_a_page_and_over_nothing_else(studio, tmp_path):
    out = tmp_path / "page.html"
    write(studio, out)
    write(studio, out)
    assert "Filmwright" in out.read_text(encoding="utf-8")
    letter = tmp_path / "letter.html"
    letter.write_text("<p>dear reader</p>")
    link = tmp_path / "link.html"
    link.symlink_to(studio.path / "studio.yaml")
    (tmp_path / "folder.html").mkdir()
    for path, said in (
        (letter, "is no report"),
        (link, "is no report"),
        (tmp_path / "folder.html", "this is a folder"),
        (studio.path / "studio.yaml", r"ends in \.html"),
        (tmp_path / "page", r"ends in \.html"),
        (tmp_path, r"ends in \.html"),
        (tmp_path / "letter.html" / "x.html", "cannot be written"),
        (tmp_path / f"{'x' * 300}.html", "cannot be written"),
    ):
        with pytest.raises(FilmwrightError, match=said):
            write(studio, path)
    assert letter.read_text() == "<p>dear reader</p>" and "studio_id" in (studio.path / "studio.yaml").read_text()


def test_a_price_gives_a_cost(copied):
    studio = open_studio(copied.studio)
    assert records.listing(studio)
    text = write(studio, price_per_core_hour=36.0, currency="EUR").read_text(encoding="utf-8")
    assert "36 EUR" in text and " EUR</td>" in text
