# Builds Groundswell and puts the one binary into a small image. It writes nothing but to Kafka: run it
# with a read-only file system.
FROM rust:1.95.0-bookworm AS build
# The image's own toolchain; the file would have rustup fetch what only the checks need.
ENV RUSTUP_TOOLCHAIN=1.95.0
RUN apt-get update \
    && apt-get install -y --no-install-recommends cmake make g++ perl \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN cargo build --release --locked --features ssl-vendored

FROM debian:bookworm-slim
# Certificates of the usual authorities, for TLS to Kafka.
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin groundswell
COPY --from=build /src/target/release/groundswell /usr/local/bin/groundswell
COPY --from=build /src/config /etc/groundswell
USER 10001:10001
WORKDIR /etc/groundswell
EXPOSE 8090
STOPSIGNAL SIGTERM
ENTRYPOINT ["/usr/local/bin/groundswell"]
CMD ["run", "--config", "/etc/groundswell/example"]
