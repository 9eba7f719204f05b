import { labels, texts } from "./collections.ts";
import { deviceRequest } from "./resource-shapes.ts";
import { bytes, choice, decimal, duration, setWhole, someDuration, text, whole } from "./scalars.ts";
import { type InputOf, listShape, type Named } from "./shape.ts";
import { struct } from "./struct.ts";

const updateFields = struct({
  parallelism: setWhole,
  delay: someDuration,
  failure_action: text,
  monitor: someDuration,
  max_failure_ratio: decimal,
  order: choice("start-first", "stop-first"),
});
/** How a cluster would replace containers. */
export interface UpdateDefinition extends InputOf<typeof updateFields> {}
const update: Named<typeof updateFields, UpdateDefinition> = updateFields;

const genericResource = struct({ discrete_resource_spec: struct({ kind: text, value: whole }) });

const limitsFields = struct({ cpus: decimal, memory: bytes, pids: whole });
/** What a service may use at most. */
export interface ResourceLimits extends InputOf<typeof limitsFields> {}
const limits: Named<typeof limitsFields, ResourceLimits> = limitsFields;
const reservationsFields = struct({
  cpus: decimal,
  memory: bytes,
  devices: listShape(deviceRequest),
  generic_resources: listShape(genericResource),
});
/** What a service asks for. */
export interface ResourceReservations extends InputOf<typeof reservationsFields> {}
const reservations: Named<typeof reservationsFields, ResourceReservations> = reservationsFields;

const resourcesFields = struct({ limits, reservations }, { byValue: true });
/** What a service may use, and what it asks for. */
export interface ResourcesDefinition extends InputOf<typeof resourcesFields> {}
const resources: Named<typeof resourcesFields, ResourcesDefinition> = resourcesFields;
const restartPolicyFields = struct({ condition: text, delay: duration, max_attempts: setWhole, window: duration });
/** When a container is started again. */
export interface RestartPolicyDefinition extends InputOf<typeof restartPolicyFields> {}
const restartPolicy: Named<typeof restartPolicyFields, RestartPolicyDefinition> = restartPolicyFields;
const placementFields = struct(
  { constraints: texts, preferences: listShape(struct({ spread: text })), max_replicas_per_node: whole },
  { byValue: true },
);
/** Where a cluster would put containers. */
export interface PlacementDefinition extends InputOf<typeof placementFields> {}
const placement: Named<typeof placementFields, PlacementDefinition> = placementFields;

const deployFields = struct(
  {
    mode: text,
    replicas: setWhole,
    labels,
    update_config: update,
    rollback_config: update,
    resources,
    restart_policy: restartPolicy,
    placement,
    endpoint_mode: text,
  },
  { nullable: true },
);
/** How many containers a service has, and what they may use. */
export interface DeployDefinition extends InputOf<typeof deployFields> {}
export const deploy: Named<typeof deployFields, DeployDefinition> = deployFields;
