"""Sightline: a video library and captioning workbench for deaf and hard-of-hearing people."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from webapp.config import Settings


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application: settings, extensions, pages, errors, queue."""
    from flask import Flask

    from tasks import queue
    from webapp import (
        access,
        breakers,
        discovery,
        interface_language,
        kept,
        limits,
        logs,
        look,
        mail,
        outages,
        security,
        shared_cache,
        signing,
        stored_files,
        tracing,
        watching,
    )
    from webapp.accounts import set_up as accounts
    from webapp.config import PROJECT, load_settings
    from webapp.database import engine_options
    from webapp.extensions import csrf, db, htmx, migrate
    from webapp.metrics import days, requests, viewers
    from webapp.pages.errors import init_app as init_errors

    settings = settings or load_settings()
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    logs.configure(settings)

    app = Flask(
        "webapp",
        root_path=str(PROJECT / "webapp"),
        template_folder=str(PROJECT / "templates"),
        static_folder=str(PROJECT / "static"),
    )
    app.config.update(
        SECRET_KEY=settings.signing_key(),
        SQLALCHEMY_DATABASE_URI=settings.sqlalchemy_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings),
        MAX_CONTENT_LENGTH=settings.max_upload_bytes,
        MAX_FORM_MEMORY_SIZE=1_000_000,
        WTF_CSRF_TIME_LIMIT=None,  # an upload or a long review must not be lost to a stale form
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions["settings"] = settings
    breakers.init_app(app, settings)
    stored_files.init_app(app)

    logs.init_app(app)
    requests.init_app(app)
    db.init_app(app)
    kept.init_app(app)
    tracing.init_app(app)
    migrate.init_app(app, db, directory=str(PROJECT / "migrations"))
    shared_cache.init_app(app)
    signing.init_app(app)
    security.init_app(app)
    limits.init_app(app)
    access.init_app(app)  # before the form token is looked for: nobody sends what is not wanted
    csrf.init_app(app)
    htmx.init_app(app)
    mail.init_app(app)
    accounts.init_app(app)
    interface_language.init_app(app)
    look.init_app(app)
    watching.init_app(app)
    days.init_app(app)
    viewers.init_app(app)
    init_errors(app)
    outages.init_app(app)
    queue.init_app(app)
    for page in discovery.page_modules():
        if hasattr(page, "blueprint"):
            app.register_blueprint(page.blueprint)
    return app
