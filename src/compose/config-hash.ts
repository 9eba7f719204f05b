import { createHash } from "node:crypto";
import { nativeSha256 } from "../platform/native-sha256.ts";
import { jsonText } from "./print/json-text.ts";
import type { Project, Service } from "./project.ts";
import { network as networkShape, volume as volumeShape } from "./shape/resource-shapes.ts";
import { service as shape } from "./shape/service-shape.ts";
import type { Printable } from "./shape/shape.ts";

/**
 * What the label `com.docker.compose.config-hash` holds: SHA-256 in hex of the service as docker compose 2.26 marshals it, without what does
 * not need another container: how it is built, when it is pulled, how many there are.
 */
export function configHash(service: Service): string {
  const { build: _build, pull_policy: _policy, scale: _scale, ...rest } = service;
  const { replicas: _replicas, ...deploy } = rest.deploy ?? {};
  const hashed: Service = rest.deploy === undefined ? rest : { ...rest, deploy };
  return hashOf(shape.print(hashed, "json"));
}

/** The same label of a network, as docker compose has it since 2.29. */
export function networkHash(network: Project["networks"][string]): string {
  return hashOf(networkShape.print(network, "json"));
}

/** And of a volume. */
export function volumeHash(volume: Project["volumes"][string]): string {
  return hashOf(volumeShape.print({ ...volume, driver: volume.driver || "local" }, "json"));
}

function hashOf(printed: Printable | undefined): string {
  const text = jsonText(printed ?? {}, false);
  return nativeSha256(text) ?? createHash("sha256").update(text).digest("hex");
}
