"""How long viewers wait for a picture is counted, once for a page and about nobody."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, Request

Watch = Callable[..., Page]

PRESS_PLAY = "video => { video.muted = true; return video.play(); }"
DO_NOT_COUNT = "Object.defineProperty(navigator, 'globalPrivacyControl', { value: true })"


def told(request: Request) -> bool:
    return request.method == "POST" and "waited=" in (request.post_data or "")


def test_a_viewers_wait_is_told_once_in_coarse_steps(watch: Watch) -> None:
    page = watch()
    beacons: list[Request] = []
    page.on("request", lambda request: beacons.append(request) if told(request) else None)
    video = page.locator("#video")

    with page.expect_request(told) as sent:
        video.evaluate(PRESS_PLAY)
    answer = sent.value.response()
    assert answer is not None
    assert answer.status == 204
    waited = (sent.value.post_data or "").partition("waited=")[2].partition("&")[0]
    assert waited in {"0.5", "1", "2", "5", "more"}

    video.evaluate("video => video.pause()")
    video.evaluate(PRESS_PLAY)
    page.wait_for_function("() => document.getElementById('video').currentTime > 1")
    assert len(beacons) == 1


def test_who_asks_not_to_be_counted_is_not(watch: Watch) -> None:
    page = watch()
    beacons: list[Request] = []
    page.on("request", lambda request: beacons.append(request) if told(request) else None)
    page.add_init_script(DO_NOT_COUNT)
    page.reload()

    page.locator("#video").evaluate(PRESS_PLAY)
    page.wait_for_function("() => document.getElementById('video').currentTime > 0.5")
    assert not beacons
