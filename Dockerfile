# What browsers load: from npm, and compressed once for all who ask.
FROM node:20-bookworm-slim AS vendor
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-fund --no-audit
COPY static static
RUN npm run vendor

# The Python packages, with nothing that is needed only to install them.
FROM python:3.11-slim-bookworm AS packages
WORKDIR /app
COPY requirements/app.txt requirements/app.txt
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements/app.txt
COPY webapp/translations webapp/translations
RUN /venv/bin/pybabel -q compile -d webapp/translations

# nginx: it ends TLS, compresses pages, and sends people's files with byte ranges.
FROM debian:bookworm-slim AS proxy
# hadolint ignore=DL3008  # Debian's stable release is the version
RUN apt-get update \
 && apt-get install -y --no-install-recommends brotli gettext-base nginx-light \
    libnginx-mod-http-brotli-filter libnginx-mod-http-brotli-static \
 && rm -rf /var/lib/apt/lists/* /etc/nginx/sites-enabled/default
COPY deploy/proxy/nginx.conf deploy/proxy/sightline.conf.template /etc/nginx/
COPY --chmod=755 deploy/proxy/render deploy/proxy/start /usr/local/bin/
COPY --from=vendor /app/static /srv/static
RUN find /srv/static -type f \( -name '*.css' -o -name '*.js' -o -name '*.svg' \) \
    -exec brotli --keep {} + -exec gzip --keep --best {} + \
 && useradd --system --uid 10002 proxy-server \
 && mkdir /run/proxy && chown proxy-server /run/proxy
USER 10002:10002
ENV LISTEN=8080 WEB=web:8000 FILES=/data/media STATIC=/srv/static STATE=/run/proxy
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s CMD ["sh", "-c", "test -s /run/proxy/nginx.pid"]
CMD ["start"]

# Web server, workers and the command line: the last stage, and so the one that is built by default.
FROM python:3.11-slim-bookworm AS app
WORKDIR /app
# hadolint ignore=DL3008  # Debian's stable release is the version
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
    bubblewrap chromium-headless-shell espeak-ng ffmpeg postgresql-client \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --create-home sightline \
 && mkdir /data /models && chown sightline /data /models
COPY --from=packages /venv /venv
COPY . .
COPY --from=packages /app/webapp/translations webapp/translations
COPY --from=vendor /app/static/vendor static/vendor
RUN /venv/bin/python -m compileall -q manage.py migrations tasks webapp
USER 10001:10001
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    SIGHTLINE_DATA_DIR=/data SIGHTLINE_MODELS_DIR=/models SIGHTLINE_HOST=0.0.0.0
VOLUME ["/data", "/models"]
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["python", "-c", \
  "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/health/live', timeout=4)"]
CMD ["sh", "-c", "python manage.py db upgrade && exec python manage.py up"]
