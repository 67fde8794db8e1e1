# The front-end parts
FROM node:20-bookworm-slim AS vendor
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-fund --no-audit
COPY static static
RUN npm run vendor

FROM python:3.11-slim-bookworm
RUN apt-get update \
 && apt-get install -y --no-install-recommends bubblewrap chromium-headless-shell espeak-ng ffmpeg \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY requirements/app.txt requirements/app.txt
RUN pip install --no-cache-dir --require-hashes -r requirements/app.txt
COPY . .
COPY --from=vendor /app/static/vendor static/vendor
RUN pybabel -q compile -d webapp/translations
RUN useradd --system --create-home sightline && mkdir /data && chown sightline /data
USER sightline
ENV SIGHTLINE_DATA_DIR=/data SIGHTLINE_MODELS_DIR=/data/models SIGHTLINE_HOST=0.0.0.0
VOLUME /data
EXPOSE 8000
HEALTHCHECK CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/')"]
CMD ["sh", "-c", "python manage.py db upgrade && exec python manage.py up"]
