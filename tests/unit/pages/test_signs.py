"""Somebody gets the signed version that serves her, and a browser fetches its files."""

from __future__ import annotations

import io

import html5lib
import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.unit.conftest import MediaFactory
from webapp.extensions import db
from webapp.models import Media, SignTrack

CONTENT = bytes(range(250)) * 4


@pytest.fixture
def media(app: Flask, media_factory: MediaFactory) -> Media:
    media = media_factory("The lighthouse", cues=3)
    save = app.extensions["storage"].save
    media.sign_tracks = [
        SignTrack(
            language=language,
            title=title,
            file=save(io.BytesIO(CONTENT), ".mp4"),
            poster=save(io.BytesIO(b"a still"), ".jpg") if title else "",
            offset_ms=1000,
            duration_ms=8000,
        )
        for language, title in (("ase", ""), ("bfi", "Dora Smith"))
    ]
    db.session.commit()
    return media


def wants(client: FlaskClient, language: str) -> None:
    client.post("/settings", data={"sign_language": language})


def shown(client: FlaskClient, media: Media, query: str = "") -> str:
    """The language of the signed version on the page, or '' where there is none."""
    page = html5lib.parse(
        client.get(f"/media/{media.slug}{query}").text, namespaceHTMLElements=False
    )
    name = page.find(".//*[@id='signer-language']")
    return "" if name is None else str(name.text)


@pytest.mark.parametrize(
    ("language", "found"), [("bfi", "BSL"), ("ase", "ASL"), ("fsl", "ASL"), ("", "ASL")]
)
def test_a_viewer_gets_her_sign_language_or_the_next(
    client: FlaskClient, media: Media, language: str, found: str
) -> None:
    wants(client, language)
    assert shown(client, media) == found


def test_another_language_than_hers_is_named(client: FlaskClient, media: Media) -> None:
    sentence = "There is no LSF here. This is ASL."
    assert sentence not in client.get(f"/media/{media.slug}").text
    wants(client, "fsl")
    assert sentence in client.get(f"/media/{media.slug}").text
    wants(client, "bfi")
    assert "There is no" not in client.get(f"/media/{media.slug}?signer=1").text


def test_the_address_chooses_a_version_for_one_page(client: FlaskClient, media: Media) -> None:
    wants(client, "bfi")
    first = media.sign_tracks[0].id
    assert shown(client, media, f"?signer={first}") == "ASL"
    assert shown(client, media) == "BSL"
    for unknown in ("?signer=999", "?signer=x", "?signer=\u0663", "?signer="):
        assert shown(client, media, unknown) == "BSL"


def test_who_hid_the_signer_finds_her_hidden_until_she_asks_for_one(
    client: FlaskClient, media: Media
) -> None:
    client.post("/settings/watching", data={"signer": "off"})
    assert 'data-view="off"' in client.get(f"/media/{media.slug}").text
    asked = client.get(f"/media/{media.slug}?signer={media.sign_tracks[0].id}").text
    assert 'data-view="side"' in asked


def test_who_watches_the_signer_alone_has_captions_at_her_times(
    client: FlaskClient, media: Media
) -> None:
    page = html5lib.parse(
        client.get(f"/media/{media.slug}?signer=only&t=3").text, namespaceHTMLElements=False
    )
    (video,) = page.findall(".//video")
    track = media.sign_tracks[0]
    assert f"/signs/{track.id}/play" in video.get("src")
    assert video.get("src").endswith("#t=2.0")
    captions = client.get(video.find("track").get("src"))
    assert captions.mimetype == "text/vtt"
    assert "00:00:00.000 --> 00:00:01.500" in captions.text  # 0 to 2.5 s of the media
    assert "00:00:02.000 --> 00:00:04.500" in captions.text
    assert "Automatic captions, not reviewed." in captions.text


def test_without_a_signed_version_the_page_says_so(
    client: FlaskClient, media_factory: MediaFactory
) -> None:
    bare = media_factory()
    wants(client, "bfi")
    page = client.get(f"/media/{bare.slug}?signer=only").text
    assert "Not in British Sign Language (BSL) yet" in page
    assert "signer-video" not in page
    assert "/play?v=" in page


def test_a_badge_names_the_sign_languages(client: FlaskClient, media: Media) -> None:
    assert "Signed: ASL, BSL" in client.get(f"/media/{media.slug}").text


def test_a_browser_plays_the_signer_from_anywhere(client: FlaskClient, media: Media) -> None:
    address = f"/media/{media.slug}/signs/{media.sign_tracks[0].id}/play"
    part = client.get(address, headers={"Range": "bytes=100-199"})
    assert (part.status_code, part.data) == (206, CONTENT[100:200])
    assert part.headers["Content-Range"] == "bytes 100-199/1000"
    assert part.mimetype == "video/mp4"


def test_a_still_is_there_where_one_was_made(client: FlaskClient, media: Media) -> None:
    bare, still = (f"/media/{media.slug}/signs/{t.id}/poster" for t in media.sign_tracks)
    assert client.get(still).data == b"a still"
    assert client.get(bare).status_code == 404


def test_the_versions_of_another_media_are_not_to_be_had(
    client: FlaskClient, media: Media, media_factory: MediaFactory
) -> None:
    other = media_factory("Another", cues=1)
    number, words = media.sign_tracks[1].id, media.transcripts[0].id
    for path in ("play", "poster", f"captions/{words}.vtt"):
        assert client.get(f"/media/{other.slug}/signs/{number}/{path}").status_code == 404
    elsewhere = other.transcripts[0].id
    address = f"/media/{media.slug}/signs/{number}/captions/{elsewhere}.vtt"
    assert client.get(address).status_code == 404
