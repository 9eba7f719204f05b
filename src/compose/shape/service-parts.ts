import { isTreeMap } from "../tree.ts";
import { command, labels, options, textOrTexts, texts, variables } from "./collections.ts";
import { type DeviceRequest, gpuRequest } from "./resource-shapes.ts";
import { bytes, choice, flag, setFlag, statedFlag, statedText, text, textOrNumber, whole } from "./scalars.ts";
import { type InputOf, listShape, mismatch, type Named, type Shape, scalarShape } from "./shape.ts";
import { type StructInput, type StructModel, struct } from "./struct.ts";

export const names = /^[a-zA-Z0-9._-]+$/;

const hookFields = {
  command,
  image: text,
  user: text,
  privileged: flag,
  working_dir: text,
  environment: variables,
  per_replica: flag,
};
/** A command that is run beside a service's start or stop. */
export interface HookDefinition extends StructInput<typeof hookFields> {}
type HookShape = Shape<StructModel<typeof hookFields>, HookDefinition>;
const hook: HookShape = struct(hookFields, { required: ["command"] });
const earlyHook: HookShape = struct(hookFields);
export const hooks = listShape(hook);
export const preStart = listShape(earlyHook);
const { image: _image, per_replica: _replica, ...execFields } = hookFields;

const triggerExecFields = struct(execFields, { required: ["command"], byValue: true });
/** What runs after a sync. */
export interface TriggerCommandDefinition extends InputOf<typeof triggerExecFields> {}
const triggerExec: Named<typeof triggerExecFields, TriggerCommandDefinition> = triggerExecFields;

const triggerFields = struct(
  {
    path: statedText,
    action: choice("rebuild", "sync", "restart", "sync+restart", "sync+exec"),
    target: text,
    exec: triggerExec,
    include: textOrTexts,
    ignore: textOrTexts,
    initial_sync: flag,
  },
  { required: ["path", "action"] },
);
/** One of the paths that `watch` looks at. */
export interface TriggerDefinition extends InputOf<typeof triggerFields> {}
export const trigger: Named<typeof triggerFields, TriggerDefinition> = triggerFields;

const throttledFields = struct(
  { path: statedText, rate: { ...bytes, print: (size) => String(size ?? 0) } },
  { closed: true, jsonNames: { path: "Path", rate: "Rate" } },
);
/** How fast a device may be read or written. */
export interface ThrottleDefinition extends InputOf<typeof throttledFields> {}
const throttled: Named<typeof throttledFields, ThrottleDefinition> = throttledFields;
const weightedFields = struct(
  { path: statedText, weight: { ...whole, print: (weight) => weight ?? 0 } },
  { closed: true, jsonNames: { path: "Path", weight: "Weight" } },
);
/** The share of a device. */
export interface WeightDefinition extends InputOf<typeof weightedFields> {}
export const weighted: Named<typeof weightedFields, WeightDefinition> = weightedFields;
export const throttles = listShape(throttled);

const dependencyFields = struct(
  {
    condition: choice("service_started", "service_healthy", "service_completed_successfully"),
    restart: flag,
    required: statedFlag,
  },
  { required: ["condition"] },
);
/** How a service waits for another. */
export interface DependencyDefinition extends InputOf<typeof dependencyFields> {}
export const dependency: Named<typeof dependencyFields, DependencyDefinition> = dependencyFields;

const endpointFields = struct(
  {
    priority: whole,
    gw_priority: whole,
    aliases: texts,
    interface_name: text,
    ipv4_address: text,
    ipv6_address: text,
    link_local_ips: texts,
    mac_address: text,
    driver_opts: options,
  },
  { nullable: true },
);
/** How a service is in a network. */
export interface EndpointDefinition extends InputOf<typeof endpointFields> {}
export const endpoint: Named<typeof endpointFields, EndpointDefinition> = endpointFields;

/** A network that a service joins with nothing said of it is `null`, as it is printed. */
export const maybe = <Model, Input>(shape: Shape<Model, Input>): Shape<Model | null, Input | null> => ({
  ...shape,
  expected: `empty or ${shape.expected}`,
  decode: (value, path) => (value === null ? null : shape.decode(value, path)),
  print: (value, form) => (value === null ? null : shape.print(value, form)),
});

const portFields = struct({
  name: text,
  mode: text,
  host_ip: text,
  target: whole,
  published: textOrNumber,
  protocol: text,
  app_protocol: text,
});
/** A published port in long form. */
export interface PortDefinition extends InputOf<typeof portFields> {}
export const port: Named<typeof portFields, PortDefinition> = portFields;
export const shortPort: Shape<string, string | number> = scalarShape(
  "a number, a string",
  (value) => typeof value === "string" || typeof value === "number",
  text,
);

const bindFields = struct({
  selinux: choice("z", "Z"),
  propagation: text,
  create_host_path: flag,
  recursive: choice("enabled", "disabled", "writable", "readonly"),
});
/** What is particular to a bind mount. */
export interface BindDefinition extends InputOf<typeof bindFields> {}
const bind: Named<typeof bindFields, BindDefinition> = bindFields;

const mountFields = struct(
  {
    type: choice("bind", "volume", "tmpfs", "cluster", "npipe", "image"),
    source: text,
    target: text,
    read_only: flag,
    consistency: text,
    bind,
    volume: struct({ labels, nocopy: flag, subpath: text }),
    tmpfs: struct({ size: bytes, mode: whole }),
    image: struct({ subpath: text }),
  },
  { required: ["type"] },
);
/** One of a service's `volumes` in long form. */
export interface MountDefinition extends InputOf<typeof mountFields> {}
export const mount: Named<typeof mountFields, MountDefinition> = mountFields;

const envFileFields = struct({ path: text, required: setFlag, format: text }, { closed: true, required: ["path"] });
/** An env file that may be absent, or has a format of its own. */
export interface EnvFileDefinition extends InputOf<typeof envFileFields> {}
export const envFile: Named<typeof envFileFields, EnvFileDefinition> = {
  ...envFileFields,
  print: (model, form) => {
    if (model?.required ?? true) return model?.path ?? "";
    const printed = new Map<string, string | boolean>([
      ["path", model?.path ?? ""],
      ["required", false],
    ]);
    if (form === "json" && model?.format) printed.set("format", model.format);
    return printed;
  },
};

/** `all`, or a list of requests. */
export const gpus: Shape<DeviceRequest[], "all" | readonly object[]> = {
  ...listShape(gpuRequest),
  expected: "all or a list",
  check: (value, path, report) => {
    if (Array.isArray(value)) listShape(gpuRequest).check(value, path, report);
    else if (value !== "all") report(mismatch("all or a list", value, path));
  },
};

export const storage: Shape<Record<string, string>, Readonly<Record<string, unknown>>> = {
  decode: options.decode,
  print: options.print,
  expected: "a mapping",
  check: (value, path, report) => {
    if (!isTreeMap(value)) report(mismatch("a mapping", value, path));
  },
};
