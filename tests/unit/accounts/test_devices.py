"""A device is called by words that people know, and an address is kept in part."""

from __future__ import annotations

import pytest

from webapp.accounts import devices

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:139.0) Gecko/20100101 Firefox/139.0"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/137.0 Safari/537.36 Edg/137.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_5) Version/18.5 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/137.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X) Version/18.5 Safari/605.1", "Safari on Mac"),
        ("curl/8.5", "A browser"),
        ("<script>\x00", "A browser"),
    ],
)
def test_a_device_is_called_by_words(agent: str, words: str) -> None:
    assert devices.in_words(agent) == words


@pytest.mark.parametrize(
    ("address", "part"),
    [
        ("198.51.100.77", "198.51.100.0/24"),
        ("2001:db8:12:34::1", "2001:db8:12::/48"),
        ("::ffff:198.51.100.77", "198.51.100.0/24"),
        ("nonsense", ""),
    ],
)
def test_an_address_is_kept_in_part(address: str, part: str) -> None:
    assert devices.shortened(address) == part
