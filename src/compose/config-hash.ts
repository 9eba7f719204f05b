import { createHash } from "node:crypto";
import { jsonText } from "./print/json-text.ts";
import type { Service } from "./project.ts";
import { service as shape } from "./shape/service-shape.ts";

/**
 * What the label `com.docker.compose.config-hash` holds: SHA-256 in hex of the service as docker compose 2.26 marshals it, without what does
 * not need another container: how it is built, when it is pulled, how many there are.
 */
export function configHash(service: Service): string {
  const { build: _build, pull_policy: _policy, scale: _scale, ...rest } = service;
  const { replicas: _replicas, ...deploy } = rest.deploy ?? {};
  const hashed: Service = rest.deploy === undefined ? rest : { ...rest, deploy };
  return createHash("sha256")
    .update(jsonText(shape.print(hashed, "json") ?? {}, false))
    .digest("hex");
}
