# The service, as a user without rights, on a root that may be read-only. Only /data is written to.
#
# BASE names what moves: security repairs arrive with each build. Who has to build the same twice gives
# the digest of a build that was looked at, as `docker buildx imagetools inspect python:3.13-slim`
# prints it: docker compose build --build-arg BASE=python:3.13-slim@sha256:...
ARG BASE=python:3.13-slim
FROM ${BASE} AS build
WORKDIR /app
COPY requirements.txt .
RUN python3 -m venv .venv
RUN .venv/bin/python -m pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements.txt

FROM ${BASE}
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin valuemap \
 && install -d -m 700 -o valuemap -g valuemap /data
WORKDIR /app
COPY --from=build /app/.venv .venv
COPY LICENSE NOTICE ./
COPY framework framework
COPY dialogs dialogs
COPY storage storage
COPY bot bot
ENV PYTHONPATH=/app PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    VALUEMAP_DATABASE=/data/valuemap.db VALUEMAP_HTTP_LISTEN=127.0.0.1:8080
USER valuemap
WORKDIR /data
VOLUME /data
HEALTHCHECK --interval=60s --timeout=5s --start-period=60s CMD ["/app/.venv/bin/python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8080/health', timeout=4)"]
ENTRYPOINT ["/app/.venv/bin/python", "-m", "bot"]
# Docker starts again whatever ends: after what only a person can mend it is held, and unhealthy.
CMD ["run", "--hold"]
