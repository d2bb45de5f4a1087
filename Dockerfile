# One image with three commands: the API (below), the migrations and the mock providers (docker-compose.yml).
FROM python:3.13.9-slim-bookworm AS packages
COPY requirements.txt .
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes --requirement requirements.txt

FROM python:3.13.9-slim-bookworm
ENV PATH=/venv/bin:$PATH PYTHONPATH=/app/backend:/app/e2e PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
COPY --from=packages /venv /venv
WORKDIR /app
COPY README.md .env.example ./
COPY backend backend
COPY frontend frontend
COPY e2e/mock_providers e2e/mock_providers
RUN SECRET_KEY=$(python -c 'import secrets; print(secrets.token_urlsafe(50))') \
    python backend/manage.py collectstatic --noinput && python -m whitenoise.compress --quiet frontend
USER 10001:10001
EXPOSE 8000
# Threads, for a sign-in mostly waits for its provider: more than one provider may take (bulkhead.py),
# and each with a connection to PostgreSQL (docs/scale.md). No socket, no file on the read-only disk.
CMD ["gunicorn", "config.wsgi", "--bind=0.0.0.0:8000", "--workers=2", "--threads=40", \
     "--keep-alive=75", "--worker-tmp-dir=/dev/shm", "--no-control-socket"]
