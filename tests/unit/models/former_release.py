"""What a web server of this release answers to people who watch and write, as JSON.

``python former_release.py`` is started in the folder of a former release, with the settings in the
environment, so that it is that release's code that reads and writes.
"""

from __future__ import annotations

import json
import sys

from webapp import create_app


def answers(slug: str) -> dict[str, int]:
    """The status of each page, by its address."""
    app = create_app()
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    seen = ["/", f"/media/{slug}", f"/media/{slug}/transcript", "/search?q=line", "/login"]
    found = {address: client.get(address).status_code for address in seen}
    account = {"email": "ines@example.org", "name": "Ines", "password": "vier Wolken unter Wasser"}
    found["/register"] = client.post("/register", data=account).status_code
    return found


if __name__ == "__main__":
    print(json.dumps(answers(sys.argv[1])))
