"""The limits that each guideline asks for."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields

import pytest

from webapp.captions.profiles import PROFILES, Profile


def test_the_four_profiles_are_found_by_name() -> None:
    assert list(PROFILES) == ["sightline", "netflix", "bbc", "education"]
    assert all(profile.name == name for name, profile in PROFILES.items())


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES.keys())
def test_a_warning_always_comes_before_its_error(profile: Profile) -> None:
    names = {field.name for field in fields(profile)}
    lower_is_worse = {"visible_gap_warn_ms"}
    for name in names:
        error = getattr(profile, name.replace("_warn", "_error"), None)
        warn = getattr(profile, name)
        if "_warn" not in name or warn is None or error is None:
            continue
        assert warn > error if name in lower_is_worse else warn < error


def test_nobody_can_change_a_profile_for_everybody_else() -> None:
    with pytest.raises(FrozenInstanceError):
        PROFILES["bbc"].line_chars_error = 50  # type: ignore[misc]


def test_upright_video_has_its_own_lines() -> None:
    profile = PROFILES["sightline"]
    assert (profile.line_chars(), profile.line_chars(portrait=True)) == (42, 25)
    assert (profile.lines(), profile.lines(portrait=True)) == (2, 3)
    assert (profile.line_chars_wanted(), profile.line_chars_wanted(portrait=True)) == (37, 25)
