"""The pages in a real browser: what a person sees, on a screen, on a telephone and on paper."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from etl.load import connect
from etl.report import html
from etl.report.desk import desk_page
from etl.report.summary import as_documents
from etl.settings import Settings
from tests.report import newsroom

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine (apt install chromium)"),
]
# Chromium as root in a container, and silent: it must ask nothing of any network.
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync",
          "--disable-component-update", "--no-first-run"]  # fmt: skip
_EVIL = "<script>window.hit=1</script><img src=x onerror='window.hit=1'><b>gras</b>"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=_FLAGS)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    night = newsroom.articles()
    night[1].title, night[1].people = _EVIL, [*night[1].people, _EVIL]
    index = connect(Settings(index=f"embedded:{folder / 'index'}"))
    index.ensure()
    index.write(night)
    index.collection("runs").put(as_documents(newsroom.summary(of=night)))
    index.refresh()
    written = {"desk": folder / "desk.html", "run": folder / "run.html"}
    written["desk"].write_text(desk_page(index), encoding="utf-8")
    written["run"].write_text(html.render(newsroom.summary(of=night)), encoding="utf-8")
    index.close()
    return written


@pytest.fixture(params=["desk", "run"])
def page(request: pytest.FixtureRequest, browser: Browser, pages: dict[str, Path]) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    asked: list[str] = []
    opened.on("request", lambda sent: asked.append(sent.url))
    opened.goto(pages[request.param].as_uri())
    yield opened
    opened.close()
    assert asked == [pages[request.param].as_uri()], "the page asked for something beside itself"


def test_nothing_of_an_article_runs_and_it_is_shown_as_it_is(page: Page) -> None:
    assert page.evaluate("window.hit") is None
    assert page.locator("script, img, b").count() == 0
    assert page.get_by_text(_EVIL, exact=False).first.is_visible()


def test_a_script_that_got_past_the_templates_would_not_run(browser: Browser, pages: dict[str, Path]) -> None:
    """The page's own Content-Security-Policy is a lock by itself."""
    body = pages["run"].read_text(encoding="utf-8").replace("</h1>", f"</h1>{_EVIL}<script>window.hit=1</script>")
    written = pages["run"].with_name("unlocked.html")
    written.write_text(body, encoding="utf-8")
    opened = browser.new_page()
    opened.goto(written.as_uri())
    assert opened.locator("script").count() == 2
    assert opened.evaluate("window.hit") is None
    opened.close()


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_no_page_is_wider_than_its_screen(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_links_inside_the_page_go_somewhere_that_is_seen(page: Page) -> None:
    for link in page.locator("nav a").all():
        target = page.locator(str(link.get_attribute("href")))
        link.click()
        assert target.bounding_box() is not None


def test_charts_have_bars_and_a_name(page: Page) -> None:
    charts = page.locator("figure svg[role=img]")
    assert charts.count() >= 1
    for chart in charts.all():
        assert chart.get_attribute("aria-label")
        sizes = [bar.bounding_box() for bar in chart.locator("rect").all()]
        assert sizes
        assert all(size and size["width"] > 0 and size["height"] > 0 for size in sizes)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read_in_light_and_in_dark(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    contrast = page.evaluate(_CONTRAST)
    assert contrast["ink"] >= 7
    assert contrast["quiet"] >= 4.5


# WCAG 2's contrast ratio of body text and of quiet text against the paper.
_CONTRAST = """() => {
  const light = colour => {
    const parts = colour.match(/[\\d.]+/g).slice(0, 3).map(Number).map(v => v / 255)
      .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
  };
  const paper = light(getComputedStyle(document.documentElement).backgroundColor);
  const ratio = colour => {
    const one = light(colour);
    return (Math.max(one, paper) + 0.05) / (Math.min(one, paper) + 0.05);
  };
  return {
    ink: ratio(getComputedStyle(document.documentElement).color),
    quiet: ratio(getComputedStyle(document.querySelector(".quiet")).color),
  };
}"""


def test_on_paper_the_menu_is_gone(page: Page) -> None:
    page.emulate_media(media="print")
    assert not page.locator("nav").is_visible()
    assert page.locator("h1").is_visible()
