"""Uploads in pieces keep to the tus protocol 1.0.0.

Source: https://tus.io/protocols/resumable-upload. A test's docstring names the section whose MUST
it is about.
"""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.unit.pages.uploads.sending import (
    FILM,
    HALF,
    SPOKEN,
    begin,
    kept,
    offset_of,
    on_disk,
    said,
    send,
)
from webapp import tus

pytestmark = pytest.mark.without("s3", reason="an object store takes uploads in parts")


class TestTheProtocol:
    """https://tus.io/protocols/resumable-upload"""

    def test_head_says_how_much_is_there_and_is_kept_by_nobody(self, browser: FlaskClient) -> None:
        """HEAD: Upload-Offset always, Upload-Length where known, Cache-Control: no-store."""
        address = begin(browser, filename="a.mp4", fingerprint="ab").location
        for there in (0, HALF):
            answer = browser.head(address, headers=SPOKEN)
            assert answer.status_code == 200
            assert answer.headers["Upload-Offset"] == str(there)
            assert answer.headers["Upload-Length"] == str(len(FILM))
            assert answer.headers["Upload-Metadata"] == said(filename="a.mp4", fingerprint="ab")
            assert "no-store" in answer.headers["Cache-Control"]
            send(browser, address, FILM[:HALF])

    @pytest.mark.parametrize("method", ["HEAD", "PATCH", "DELETE"])
    def test_what_is_not_there_has_no_offset(self, browser: FlaskClient, method: str) -> None:
        """HEAD, PATCH: 404 without Upload-Offset."""
        headers = {**SPOKEN, "Upload-Offset": "0", "Content-Type": tus.PIECE}
        answer = browser.open("/uploads/nothing", method=method, headers=headers)
        assert answer.status_code == 404
        assert "Upload-Offset" not in answer.headers

    def test_a_piece_of_another_type_is_refused(self, browser: FlaskClient) -> None:
        """PATCH: application/offset+octet-stream, otherwise 415."""
        address = begin(browser).location
        answer = send(browser, address, FILM, **{"Content-Type": "video/mp4"})
        assert answer.status_code == 415
        assert offset_of(browser, address) == 0

    @pytest.mark.parametrize("offset", [0, HALF + 1, len(FILM)])
    def test_a_piece_at_another_place_changes_nothing(
        self, app: Flask, browser: FlaskClient, offset: int
    ) -> None:
        """PATCH: 409 without modifying the upload where the offsets do not match."""
        address = begin(browser).location
        send(browser, address, FILM[:HALF])
        assert send(browser, address, b"other", offset).status_code == 409
        assert offset_of(browser, address) == HALF
        assert on_disk(app).read_bytes() == FILM[:HALF]

    @pytest.mark.parametrize("offset", ["", "-1", "1.5", "0x1", "²", "9" * 30])
    def test_an_offset_is_a_whole_number(self, browser: FlaskClient, offset: str) -> None:
        """Upload-Offset: a non-negative integer."""
        address = begin(browser).location
        answer = send(browser, address, FILM, offset)
        assert answer.status_code == 400
        assert "whole number of bytes" in answer.get_json(force=True)["detail"]

    def test_options_says_what_is_understood_whatever_is_asked(self, client: FlaskClient) -> None:
        """OPTIONS: Tus-Version; the server must ignore Tus-Resumable."""
        for address in ("/uploads/", "/uploads/any"):
            answer = client.options(address, headers={"Tus-Resumable": "0.2"})
            assert answer.status_code == 204
            assert answer.headers["Tus-Version"] == "1.0.0"
            assert answer.headers["Tus-Max-Size"] == str(4 * 1024**3)
            extensions = set(answer.headers["Tus-Extension"].split(","))
            assert extensions == set(tus.EXTENSIONS)

    def test_another_version_is_not_processed(self, browser: FlaskClient) -> None:
        """Tus-Resumable: 412 with Tus-Version, and nothing is done."""
        address = begin(browser).location
        for headers in ({"Tus-Resumable": "0.2"}, {"Tus-Resumable": ""}):
            answer = send(browser, address, FILM, **headers)
            assert answer.status_code == 412
            assert answer.headers["Tus-Version"] == "1.0.0"
            assert browser.delete(address, headers=headers).status_code == 412
        assert offset_of(browser, address) == 0

    def test_every_answer_names_the_version(self, browser: FlaskClient) -> None:
        """Tus-Resumable: in every response."""
        address = begin(browser).location
        answers = [
            begin(browser),
            browser.post("/uploads/", headers=SPOKEN),
            browser.head(address, headers=SPOKEN),
            browser.head("/uploads/nothing", headers=SPOKEN),
            send(browser, address, b"x", 5),
            send(browser, address, FILM),
            browser.delete("/uploads/nothing", headers=SPOKEN),
        ]
        assert {answer.headers.get("Tus-Resumable") for answer in answers} == {"1.0.0"}

    @pytest.mark.parametrize("real", ["POST", "GET"])
    def test_the_method_can_be_named_in_a_header(self, browser: FlaskClient, real: str) -> None:
        """X-HTTP-Method-Override: the actual method must be ignored."""
        address = begin(browser).location
        headers = {**SPOKEN, "Upload-Offset": "0", "Content-Type": tus.PIECE}
        headers["X-HTTP-Method-Override"] = "PATCH"
        answer = browser.open(address, method=real, data=FILM[:HALF], headers=headers)
        assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, str(HALF))

    def test_a_method_in_a_header_counts_nowhere_else(self, browser: FlaskClient) -> None:
        answer = browser.post("/look", headers={"X-HTTP-Method-Override": "DELETE"})
        assert answer.status_code != 405

    @pytest.mark.parametrize(
        "headers",
        [{}, {"Upload-Defer-Length": "1"}, {"Upload-Length": "-5"}, {"Upload-Length": ""}],
    )
    def test_an_upload_without_a_length_is_refused(
        self, browser: FlaskClient, headers: dict[str, str]
    ) -> None:
        """Creation: Upload-Length, or 400; creation-defer-length is not offered."""
        answer = browser.post("/uploads/", headers=SPOKEN | headers)
        assert answer.status_code == 400

    def test_an_upload_that_is_too_large_is_refused(self, app: Flask, browser: FlaskClient) -> None:
        """Creation: 413 beyond Tus-Max-Size."""
        app.config["MAX_CONTENT_LENGTH"] = 1000
        answer = begin(browser, 1001)
        assert answer.status_code == 413
        assert "At most 1000" in answer.get_json(force=True)["detail"]
        assert begin(browser, 1000).status_code == 201

    @pytest.mark.parametrize(
        "value",
        [
            "filename",
            "name !!!",
            "a YQ==,a Yg==",
            "a YQ==,,b Yg==",
            "name /w==",
            "ä YQ==",
            "a " * 9000,
        ],
    )
    def test_metadata_that_are_none_are_refused(self, browser: FlaskClient, value: str) -> None:
        """Upload-Metadata: pairs of a key that comes once, and Base64."""
        headers = {**SPOKEN, "Upload-Length": "5", "Upload-Metadata": value}
        answer = browser.post("/uploads/", headers=headers)
        assert answer.status_code == (201 if value == "filename" else 400)

    def test_the_first_piece_can_come_with_the_beginning(self, browser: FlaskClient) -> None:
        """Creation With Upload: 201 with Upload-Offset."""
        headers = {**SPOKEN, "Upload-Length": str(len(FILM)), "Content-Type": tus.PIECE}
        part = browser.post("/uploads/", headers=headers, data=FILM[:HALF])
        assert (part.status_code, part.headers["Upload-Offset"]) == (201, str(HALF))
        assert send(browser, part.location, FILM[HALF:], HALF).status_code == 204
        whole = browser.post("/uploads/", headers=headers, data=FILM)
        assert (whole.status_code, whole.headers["Upload-Offset"]) == (201, str(len(FILM)))
        assert len(kept()) == 2
        assert browser.post("/uploads/", headers=headers, data=b"").headers["Upload-Offset"] == "0"

    def test_each_answer_says_when_an_upload_is_thrown_away(self, browser: FlaskClient) -> None:
        """Expiration: Upload-Expires in every PATCH response where it is going to expire."""
        begun = begin(browser)
        part = send(browser, begun.location, FILM[:HALF])
        for answer in (begun, part, browser.head(begun.location, headers=SPOKEN)):
            assert answer.headers["Upload-Expires"].endswith(" GMT")
        whole = send(browser, begun.location, FILM[HALF:], HALF)
        assert "Upload-Expires" not in whole.headers

    def test_an_upload_that_is_thrown_away_is_gone(self, app: Flask, browser: FlaskClient) -> None:
        """Termination: 204, then 404 or 410; its room is free again."""
        address = begin(browser).location
        send(browser, address, FILM[:HALF])
        path = on_disk(app)
        assert browser.delete(address, headers=SPOKEN).status_code == 204
        for answer in (
            browser.head(address, headers=SPOKEN),
            send(browser, address, FILM[HALF:], HALF),
            browser.delete(address, headers=SPOKEN),
        ):
            assert answer.status_code == 404
        assert not path.exists()

    def test_what_was_kept_is_no_upload_to_throw_away(self, browser: FlaskClient) -> None:
        address = begin(browser).location
        send(browser, address, FILM)
        assert browser.delete(address, headers=SPOKEN).status_code == 403
        assert len(kept()) == 1
