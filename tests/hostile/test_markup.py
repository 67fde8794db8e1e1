"""What people write and what their files hold is text: in every page, and in every export."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from tests.hostile import seeds
from tests.hostile.site import Site
from webapp.captions.document import Captions, Cue, Note, Region, VttSettings
from webapp.captions.formats import WRITABLE, read, write

SCRIPT = '"><img src=x onerror=alert(1)><script>alert(2)</script>{{7*7}}&#0;'
FILE_NAME = "<img src=x onerror=alert(1)>{{7*7}}"
SPOKEN = f"Hello {SCRIPT}"
HOSTILE = Captions(
    cues=[
        Cue(0, 900, SPOKEN, speaker=SCRIPT, id=SCRIPT, settings=VttSettings(region=SCRIPT)),
        Cue(1000, 1900, f"[{SCRIPT}]", label=SCRIPT),
    ],
    language="en",
    regions=[Region(id=SCRIPT)],
    notes=[Note(SCRIPT)],
    styles=[f"</style>{SCRIPT}"],
    header=SCRIPT,
)
IN_VTT = f"""WEBVTT {SCRIPT}

NOTE {SCRIPT}

STYLE
::cue {{ background: url(javascript:alert(1)) }} </style>

REGION
id:r"onload=alert(1)

{SCRIPT}
00:00.000 --> 00:00.900 region:r"onload=alert(1)
<v {SCRIPT.replace(">", "")}>Hello &lt;img src=x onerror=alert(1)&gt; <img src=x onerror=alert(3)>

00:01.000 --> 00:02.000
<i onclick=alert(1)>leaning</i> <c.onclick>there</c> <lang en"onload=alert(1)>you</lang>
""".encode()
FILES = {
    "vtt": IN_VTT,
    "json": write(HOSTILE, "json").data,
    "ttml": write(HOSTILE, "ttml").data,
    "srt": f"1\n00:00:00,000 --> 00:00:01,000\n{SPOKEN}\n".encode(),
    "sbv": f"0:00:00.000,0:00:01.000\n{SPOKEN}\n".encode(),
    "ass": seeds.captions("ass").replace(b"Good ", SPOKEN.encode()).replace(b"Ana", b"<b>Ana"),
}


def words(captions: Captions) -> list[list[str]]:
    return [cue.text.split() for cue in captions.cues]


class Elements(HTMLParser):
    """The elements of a page, as a browser would make them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    @property
    def dangerous(self) -> list[tuple[str, dict[str, str | None]]]:
        return [
            (tag, attributes)
            for tag, attributes in self.found
            if (tag == "script" and "src" not in attributes)
            or any(name.startswith("on") for name in attributes)
            or any((value or "").lower().startswith("javascript:") for value in attributes.values())
            or attributes.get("src") == "x"
        ]


def pages(site: Site, slug: str) -> list[str]:
    """Every page that shows something of a media and its captions."""
    watch = site.get(f"/media/{slug}").text
    found = set(re.findall(rf'(?:href|hx-get)="(/media/{slug}[^"#]*)"', watch))
    inner = [address.replace("&amp;", "&") for address in sorted(found)]
    shown = [site.get(address) for address in inner if "/captions/" not in address]
    texts = [page.text for page in shown if page.content_type.startswith("text/html")]
    return [watch, site.get("/").text, site.get(f"/media/{slug}/progress").text, *texts]


@pytest.fixture
def slug(site: Site) -> str:
    """A media whose title and file name are markup."""
    return site.upload(seeds.captions("srt"), f"{FILE_NAME}.mp4", title=SCRIPT).slug


@pytest.mark.parametrize("name", FILES)
def test_captions_never_become_markup_in_a_page(site: Site, slug: str, name: str) -> None:
    answer = site.add_captions(slug, FILES[name], f"{FILE_NAME}.{name}")
    assert answer.status == 303, answer.sentence
    shown = pages(site, slug)
    assert any("Hello" in page for page in shown)
    for page in shown:
        assert Elements(page).dangerous == []
        assert "}}" in page or "alert" not in page, "templates are not filled in twice"


@pytest.mark.parametrize("name", FILES)
def test_captions_that_were_sent_are_right_in_every_export(
    site: Site, slug: str, name: str
) -> None:
    location = site.add_captions(slug, FILES[name], f"mine.{name}").location
    transcript = location.rpartition("=")[2]
    before = read(FILES[name], name)
    for each in WRITABLE:
        answer = site.get(f"/media/{slug}/captions/{transcript}.{each}")
        assert answer.status_code == 200
        assert not answer.content_type.startswith("text/html")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        if each in {"vtt", "ttml", "json"}:
            again = read(answer.data, each)
            assert words(again) == words(before)
            assert [cue.speaker for cue in again.cues] == [cue.speaker for cue in before.cues]


@pytest.mark.parametrize("ending", ["svg", "html", "vtt", "xml", "ttml", "jpg"])
@pytest.mark.parametrize(
    "data",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"<!doctype html><script>alert(1)</script>",
        b"\xff\xd8\xff\xe0<script>alert(1)</script>",
    ],
    ids=["svg", "html", "jpeg"],
)
def test_what_is_no_captions_is_refused_whatever_it_is_called(
    site: Site, data: bytes, ending: str
) -> None:
    answer = site.add_captions(site.empty_media(), data, f"captions.{ending}")
    assert answer.status == 422
    assert answer.sentence.endswith(".")
    assert "<" not in answer.sentence


@pytest.mark.parametrize(
    "sent",
    [
        "../../../etc/passwd\0.mp4",
        "C:\\Windows\\system32\\film.mp4",
        "\u202egpj.4pm\u2066\u200f",
        "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 400 + ".mp4",
        "\"; filename*=UTF-8''evil.html",
        "\ud800.mp4",
        ". . .",
        "CON",
    ],
    ids=["path", "windows", "direction", "emoji", "quotes", "half", "dots", "device"],
)
def test_no_name_leads_anywhere(site: Site, sent: str) -> None:
    name = sent.encode("utf-8", "replace").decode()
    slug = site.upload(b"film", name).slug
    assert slug
    kept = [path for path in (site.settings.data_dir / "media").rglob("*") if path.is_file()]
    assert all(re.fullmatch(r"[0-9a-f]{32}(\.[a-z0-9]{1,8})?", path.name) for path in kept)
    saved = site.get(f"/media/{slug}/original")
    assert saved.data == b"film"
    disposition = saved.headers["Content-Disposition"]
    assert disposition.isprintable()
    assert not re.search(r"[/\\]", disposition)
    for page in pages(site, slug):
        assert not re.search("[\0\u202e\u2066]", page)
        assert Elements(page).dangerous == []
