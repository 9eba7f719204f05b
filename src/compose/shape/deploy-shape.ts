import { labels, texts } from "./collections.ts";
import { deviceRequest } from "./resource-shapes.ts";
import { bytes, choice, decimal, duration, setWhole, someDuration, text, whole } from "./scalars.ts";
import { listShape } from "./shape.ts";
import { struct } from "./struct.ts";

const update = struct({
  parallelism: setWhole,
  delay: someDuration,
  failure_action: text,
  monitor: someDuration,
  max_failure_ratio: decimal,
  order: choice("start-first", "stop-first"),
});

const genericResource = struct({ discrete_resource_spec: struct({ kind: text, value: whole }) });

const limits = struct({ cpus: decimal, memory: bytes, pids: whole });
const reservations = struct({
  cpus: decimal,
  memory: bytes,
  devices: listShape(deviceRequest),
  generic_resources: listShape(genericResource),
});

export const deploy = struct(
  {
    mode: text,
    replicas: setWhole,
    labels,
    update_config: update,
    rollback_config: update,
    resources: struct({ limits, reservations }, { byValue: true }),
    restart_policy: struct({ condition: text, delay: duration, max_attempts: setWhole, window: duration }),
    placement: struct(
      { constraints: texts, preferences: listShape(struct({ spread: text })), max_replicas_per_node: whole },
      { byValue: true },
    ),
    endpoint_mode: text,
  },
  { nullable: true },
);
