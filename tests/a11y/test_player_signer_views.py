"""Ana and Carla size, move and exchange the signer, each in her own way."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.a11y.axe import violations
from tests.a11y.conftest import Site
from tests.a11y.lighthouse import (
    BOTH_PLAY,
    TIMES,
    box,
    drag,
    overlap,
    play,
    seek,
    share,
    view_of,
)
from webapp.extensions import db
from webapp.look import Look
from webapp.models import Media
from webapp.watching import Watching


class TestViews:
    def test_keys_exchange_and_hide_her_and_it_is_remembered(
        self, watch_signed: Callable[..., Page]
    ) -> None:
        page = watch_signed()
        assert view_of(page) == "side"
        assert (share(page), box(page, "#signer")["x"] > box(page, "#screen")["x"]) == (34, True)
        page.locator("#play-button").focus()
        page.keyboard.press("x")
        assert view_of(page) == "main"
        assert (share(page), box(page, "#signer")["x"] < box(page, "#screen")["x"]) == (72, True)
        page.keyboard.press("x")
        page.keyboard.press("g")
        expect(page.locator("#signer")).to_be_hidden()
        expect(page.locator("#signer-button")).to_have_attribute("aria-pressed", "false")
        page.keyboard.press("g")
        assert view_of(page) == "side"
        with page.expect_response(lambda kept: "signer=main" in (kept.request.post_data or "")):
            page.keyboard.press("x")
        page.reload()
        expect(page.locator("#view")).to_have_attribute("data-signer", "main")
        assert share(page) == 72
        expect(page.locator("#play-button")).to_be_visible()

    def test_any_size_from_a_sixth_to_the_whole(self, watch_signed: Callable[..., Page]) -> None:
        page = watch_signed()
        page.locator("#play-button").focus()
        for _ in range(4):
            page.keyboard.press("-")
        assert share(page) == 17
        page.get_by_role("button", name="Signer view").click()
        larger = page.get_by_role("button", name="Larger")
        for expected in (27, 37, 47, 57, 67, 77, 100):
            larger.click()
            assert share(page) == expected
            expect(page.locator("#signer-size")).to_have_text(f"Signer: {expected}%")
        play(page)
        page.wait_for_function(BOTH_PLAY)  # the picture goes on behind her
        page.keyboard.press("-")
        assert share(page) == 83
        assert not overlap(box(page, "#signer"), box(page, "#screen"))

    def test_she_is_sized_by_dragging_a_corner(self, watch_signed: Callable[..., Page]) -> None:
        page = watch_signed()
        drag(page, "#signer-grip", -150, 0)
        assert share(page) == 34 + round(15000 / box(page, "#view")["width"])
        page.keyboard.press("Escape")
        page.locator("#play-button").focus()
        page.keyboard.press("x")
        drag(page, "#signer-grip", -100, 0)
        assert share(page) == 72 - round(10000 / box(page, "#view")["width"])

    def test_in_the_corner_she_is_moved_by_hand_keys_and_buttons_and_covers_no_captions(
        self, watch_signed: Callable[..., Page]
    ) -> None:
        page = watch_signed(kept=Watching(signer="corner"))
        seek(page, 1.3)
        expect(page.locator("#caption-layer p").first).to_be_visible()
        assert not overlap(box(page, "#signer"), box(page, "#caption-layer"))
        screen, signer = box(page, "#screen"), box(page, "#signer")
        assert overlap(screen, signer)
        assert signer["right"] == pytest.approx(screen["right"], abs=1)
        drag(page, "#signer-language", -200, 40)
        assert box(page, "#signer")["x"] == pytest.approx(signer["x"] - 200, abs=8)
        assert page.locator("#video").evaluate("video => video.paused")  # a drag is no click
        page.get_by_role("button", name="Signer view").click()
        before = box(page, "#signer")["x"]
        page.locator("#signer-places").get_by_role("button", name="Left").click()
        moved = box(page, "#signer")["x"]
        assert moved < before
        page.keyboard.press("ArrowRight")
        assert box(page, "#signer")["x"] > moved
        assert page.evaluate(TIMES)[0] == 1.3  # the arrow was hers

    def test_captions_over_the_picture_do_not_cover_her(
        self, watch_signed: Callable[..., Page]
    ) -> None:
        page = watch_signed(kept=Watching(signer="corner", caption_place="over"))
        seek(page, 1.3)
        line = page.locator("#caption-layer p").first
        expect(line).to_be_visible()
        assert not overlap(box(page, "#caption-layer p"), box(page, "#signer"))

    def test_full_screen_keeps_her_in_every_view(self, watch_signed: Callable[..., Page]) -> None:
        page = watch_signed()
        page.get_by_role("button", name="Full screen").click()
        page.wait_for_function("() => document.fullscreenElement?.id === 'player'")
        page.get_by_role("button", name="Signer view").click()
        for name, expected in (("Side by side", 34), ("In a corner", 34), ("Signer large", 72)):
            page.get_by_role("button", name=name).click()
            assert share(page) == expected
            view = box(page, "#view")
            for part in ("#signer", "#screen", "#caption-layer"):
                assert box(page, part)["bottom"] <= view["bottom"] + 1, (name, part)
            assert not overlap(box(page, "#signer"), box(page, "#caption-layer"))
            assert overlap(box(page, "#signer"), box(page, "#screen")) == (name == "In a corner")

    @pytest.mark.parametrize(
        ("wanted", "context"),
        [
            (Look(density=1, motion="none", sign_language="bfi"), {"reduced_motion": "reduce"}),
            (Look(density=5, contrast="yellow-black"), {"forced_colors": "active"}),
        ],
    )
    def test_no_density_motion_or_colour_takes_her_away(
        self, watch_signed: Callable[..., Page], wanted: Look, context: dict[str, object]
    ) -> None:
        page = watch_signed(wanted=wanted, **context)
        expect(page.locator("#signer")).to_be_visible()
        assert box(page, "#signer")["width"] >= box(page, "#view")["width"] / 6
        expect(page.locator(".signer-label")).to_be_visible()

    def test_on_a_small_telephone_she_stands_under_the_picture(
        self, watch_signed: Callable[..., Page]
    ) -> None:
        page = watch_signed(viewport={"width": 320, "height": 640})
        picture, signer = box(page, "#screen"), box(page, "#signer")
        assert signer["y"] >= picture["bottom"]
        assert signer["width"] >= picture["width"] / 2
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.get_by_role("button", name="Signer view").click()
        assert page.evaluate("document.documentElement.scrollWidth") <= 320

    @pytest.mark.parametrize("density", [1, 4])
    def test_axe_finds_nothing_in_her_buttons(
        self, watch_signed: Callable[..., Page], density: int
    ) -> None:
        page = watch_signed(
            wanted=Look(density=density, contrast="yellow-black", sign_language="fsl"),
            kept=Watching(signer="corner"),
        )
        page.locator("#signer-settings-button").click()
        assert violations(page) == []

    def test_beside_sound_alone_she_has_the_room_of_the_picture(
        self, site: Site, signed: str, watch_signed: Callable[..., Page]
    ) -> None:
        with site.app.app_context():
            Media.by_slug(signed.rsplit("/", 1)[-1]).kind = "audio"
            db.session.commit()
        try:
            page = watch_signed(kept=Watching(signer="corner"))
            assert share(page) == 68
        finally:
            with site.app.app_context():
                Media.by_slug(signed.rsplit("/", 1)[-1]).kind = "video"
                db.session.commit()
