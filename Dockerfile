# The images of docker-compose.yml: the API's (also the demo's), the database's and Caddy's.
FROM python:3.13.9-slim-bookworm AS base
ENV PATH=/venv/bin:$PATH PYTHONPATH=/app/backend:/app/e2e PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app

FROM base AS packages
COPY requirements.txt .
RUN python -m venv /venv && pip install --no-cache-dir --require-hashes --requirement requirements.txt

# The packages' static files, before any of our code, so that this layer is cached.
FROM packages AS static
COPY backend/config/__init__.py backend/config/static.py backend/config/
RUN django-admin collectstatic --settings=config.static --noinput --ignore=redoc

# Our code, readable by every user even if it was not in the checkout (umask 077).
FROM packages AS code
COPY README.md .env.example ./
COPY backend backend
COPY frontend frontend
COPY e2e/mock_providers e2e/mock_providers
RUN python -m config.page frontend && python -m whitenoise.compress --quiet frontend && chmod -R a+rX,go-w .

FROM postgres:17.6-alpine AS database
COPY --chmod=755 backend/config/database.sh /docker-entrypoint-initdb.d/

FROM caddy:2.11.4-alpine AS caddy
COPY --chmod=644 backend/config/Caddyfile /etc/caddy/Caddyfile
RUN chown -R 10001:10001 /data /config
USER 10001:10001

FROM base AS api
COPY --from=packages /venv /venv
COPY --from=static /app/staticfiles staticfiles
COPY --from=code /app .
USER 10001:10001
ENV PORT=8000 WEB_CONCURRENCY=2
EXPOSE 8000
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/readyz')"]
CMD ["gunicorn", "--config=python:config.gunicorn"]
