from __future__ import annotations

import re
from html.parser import HTMLParser

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


def test_a_price_gives_a_cost(copied):
    studio = open_studio(copied.studio)
    assert records.listing(studio)
    text = write(studio, price_per_core_hour=36.0, currency="EUR").read_text(encoding="utf-8")
    assert "36 EUR" in text and " EUR</td>" in text
