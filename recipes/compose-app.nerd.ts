#!/usr/bin/env nerdsh
/** A compose project in TypeScript: a web server, a cache and a database that are ready, tried, and gone. `--keep` leaves it running. */
const app = compose({
  services: {
    web: {
      image: "nginx",
      ports: ["127.0.0.1::80"],
      depends_on: { db: { condition: "service_healthy" }, cache: { condition: "service_healthy" } },
      stop_grace_period: "1s",
    },
    db: {
      image: "postgres",
      environment: { POSTGRES_PASSWORD: secret({ value: `${Math.random()}` }) },
      healthcheck: {
        test: ["CMD", "pg_isready", "-U", "postgres"],
        start_period: "1m",
        start_interval: "500ms",
      },
      stop_grace_period: "1s",
    },
    cache: {
      image: "redis",
      healthcheck: { test: ["CMD", "redis-cli", "ping"], start_period: "1m", start_interval: "500ms" },
      stop_grace_period: "1s",
    },
  },
});

await app.up().timeout("5m");
try {
  for (const { service, status, health } of await app.ps()) echo(service, health ?? status);
  const { status } = await fetch(app.service("web").url(80));
  const sum = await app.service("db").exec(["psql", "-U", "postgres", "-tAc", "select 40 + 2"]).text();
  const cached = await app.service("cache").exec`redis-cli set answer ${sum}`.text();
  echo(`web ${status}, db ${sum}, cache ${cached}`);
} finally {
  if (!argv["keep"]) await app.down();
}
