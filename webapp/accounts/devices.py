"""The browser that a request comes from: what it is called, where it is, and who used it before.

A browser that somebody has logged in with keeps a signed cookie that says so. Nobody can guess it,
so a try to log in from such a browser does not suffer from the tries of strangers (OWASP, 'Slow
Down Online Guessing Attacks with Device Cookies').
"""

from __future__ import annotations

import hmac
import ipaddress
import secrets
from dataclasses import dataclass

from flask import Response, after_this_request, current_app, request
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeSerializer

COOKIE = "device"
COOKIE_S = 365 * 24 * 3600
PEOPLE_REMEMBERED = 5
"""How many people's log-ins one browser keeps; a family or a class may share one."""

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)
"""What a User-Agent holds, and what it is called; the first that is found counts."""


@dataclass(frozen=True, slots=True)
class Device:
    """What a browser's cookie says: its number, and whose accounts were opened with it."""

    number: str
    accounts: tuple[str, ...] = ()

    def knows(self, account: str) -> bool:
        return account in self.accounts


def account_key(email: str) -> str:
    """What stands for an account, or for an address without one, where nobody may read it."""
    return _digest("account", email.strip().casefold())


def current() -> Device | None:
    """The browser of this request, where somebody has logged in with it."""
    try:
        value = _signer().loads(request.cookies.get(cookie_name(), ""))
        return Device(str(value["number"]), tuple(str(a) for a in value["accounts"]))
    except (BadSignature, KeyError, TypeError):
        return None


def remember(account: str) -> None:
    """Have the browser of this request known as one that opened this account."""
    device = current() or Device(secrets.token_urlsafe(16))
    others = [other for other in device.accounts if other != account]
    accounts = [account, *others][:PEOPLE_REMEMBERED]
    value = _signer().dumps({"number": device.number, "accounts": accounts})

    @after_this_request
    def keep(response: Response) -> Response:
        response.set_cookie(
            cookie_name(),
            value,
            max_age=COOKIE_S,
            httponly=True,
            samesite="Lax",
            secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
        )
        return response


def cookie_name() -> str:
    """Its name; where cookies are sent over https alone, one that no other site can set."""
    return f"__Host-{COOKIE}" if current_app.config["SESSION_COOKIE_SECURE"] else COOKIE


def in_words(user_agent: str) -> str:
    """What a browser is called, such as ``Firefox on Linux``."""
    browser = _first(BROWSERS, user_agent) or "A browser"
    system = _first(SYSTEMS, user_agent)
    return f"{browser} on {system}" if system else browser


def shown(device: str) -> str:
    """Put what ``in_words`` said, and was kept, into the language of the page."""
    browser, _on, system = (device or "A browser").partition(" on ")
    if browser == "A browser":
        browser = _("A browser")
    return _("%(browser)s on %(system)s", browser=browser, system=system) if system else browser


def shortened(address: str) -> str:
    """The part of a network address that its neighbours share: /24 of IPv4, /48 of IPv6."""
    return _network(address, 24, 48)


def client_key(address: str) -> str:
    """What stands for a client's address; with IPv6 for its /64, where it chooses freely."""
    return _digest("client", _network(address, 32, 64) or address)


def _network(address: str, of_4: int, of_6: int) -> str:
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return ""
    ip = getattr(ip, "ipv4_mapped", None) or ip
    return str(ipaddress.ip_network((ip, of_4 if ip.version == 4 else of_6), strict=False))


def _digest(kind: str, value: str) -> str:
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.digest(secret, f"{kind}:{value}".encode(), "sha256").hex()[:32]


def _first(names: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for part, name in names if part in user_agent), "")


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="sightline.device")
