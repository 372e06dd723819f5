# Catena where groups talk: docker compose up, or docker build -t catena . (docs/operating.md).
# EXTRAS is what is built in. Your own library is mounted; the two documents are in it.
ARG PYTHON=python:3.13-slim-trixie

FROM ${PYTHON} AS build
ARG EXTRAS=discord,matrix,postgresql
# peewee, which matrix-nio needs, comes without a wheel; what it would compile for SQLite is not used.
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore NO_SQLITE=1
# strip makes libraries smaller; which version does it is all the same.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends binutils \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY constraints.txt ./
RUN python -m pip install -c constraints.txt hatchling setuptools
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY bot bot
COPY adapters adapters
COPY content content
RUN python -m pip wheel --no-build-isolation -c constraints.txt -w /wheels ".[${EXTRAS}]" \
    && python -m venv --without-pip /opt/catena \
    && python -m pip --python /opt/catena/bin/python install --no-compile --no-index --find-links /wheels "catena[${EXTRAS}]"
COPY deploy/trim.py /src/deploy/trim.py
RUN /opt/catena/bin/python deploy/trim.py /opt/catena/lib/python3.*/site-packages

FROM ${PYTHON}
LABEL org.opencontainers.image.title="Catena" \
      org.opencontainers.image.description="A study-group bot that answers with verbatim, attributed quotations" \
      org.opencontainers.image.licenses="MIT"
# Its own user and its own folder: a named volume that is mounted there becomes that user's.
RUN install -d -m 0700 -o 10001 -g 10001 /data && install -d /catena
COPY --from=build /opt/catena /opt/catena
COPY deploy/alive.py /opt/catena/alive.py
# All that it writes is in /data; everything else may be read-only.
ENV PATH=/opt/catena/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 HOME=/data CATENA_DATA=/data CATENA_HTTP=127.0.0.1:8080
WORKDIR /catena
USER 10001:10001
VOLUME ["/data"]
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 CMD ["/opt/catena/bin/python", "-I", "/opt/catena/alive.py"]
ENTRYPOINT ["catena"]
CMD ["serve"]
