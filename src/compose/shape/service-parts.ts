import { isTreeMap } from "../tree.ts";
import { command, labels, options, textOrTexts, texts, variables } from "./collections.ts";
import { gpuRequest } from "./resource-shapes.ts";
import { bytes, choice, flag, setFlag, statedFlag, statedText, text, textOrNumber, whole } from "./scalars.ts";
import { listShape, mismatch, type Shape, scalarShape } from "./shape.ts";
import { type StructModel, struct } from "./struct.ts";

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
const hook = struct(hookFields, { required: ["command"] });
export const hooks = listShape(hook);
export const preStart = listShape(struct(hookFields));
const { image: _image, per_replica: _replica, ...execFields } = hookFields;

export const trigger = struct(
  {
    path: statedText,
    action: choice("rebuild", "sync", "restart", "sync+restart", "sync+exec"),
    target: text,
    exec: struct(execFields, { required: ["command"], byValue: true }),
    include: textOrTexts,
    ignore: textOrTexts,
    initial_sync: flag,
  },
  { required: ["path", "action"] },
);

const throttled = struct(
  { path: statedText, rate: { ...bytes, print: (size) => String(size ?? 0) } },
  { closed: true, jsonNames: { path: "Path", rate: "Rate" } },
);
export const weighted = struct(
  { path: statedText, weight: { ...whole, print: (weight) => weight ?? 0 } },
  { closed: true, jsonNames: { path: "Path", weight: "Weight" } },
);
export const throttles = listShape(throttled);

export const dependency = struct(
  {
    condition: choice("service_started", "service_healthy", "service_completed_successfully"),
    restart: flag,
    required: statedFlag,
  },
  { required: ["condition"] },
);

export const endpoint = struct(
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

/** A network that a service joins with nothing said of it is `null`, as it is printed. */
export const maybe = <Model, Input>(shape: Shape<Model, Input>): Shape<Model | null, Input | null> => ({
  ...shape,
  expected: `empty or ${shape.expected}`,
  decode: (value, path) => (value === null ? null : shape.decode(value, path)),
  print: (value, form) => (value === null ? null : shape.print(value, form)),
});

export const port = struct({
  name: text,
  mode: text,
  host_ip: text,
  target: whole,
  published: textOrNumber,
  protocol: text,
  app_protocol: text,
});
export const shortPort: Shape<string, string | number> = scalarShape(
  "a number, a string",
  (value) => typeof value === "string" || typeof value === "number",
  text,
);

export const mount = struct(
  {
    type: choice("bind", "volume", "tmpfs", "cluster", "npipe", "image"),
    source: text,
    target: text,
    read_only: flag,
    consistency: text,
    bind: struct({
      selinux: choice("z", "Z"),
      propagation: text,
      create_host_path: flag,
      recursive: choice("enabled", "disabled", "writable", "readonly"),
    }),
    volume: struct({ labels, nocopy: flag, subpath: text }),
    tmpfs: struct({ size: bytes, mode: whole }),
    image: struct({ subpath: text }),
  },
  { required: ["type"] },
);

const envFileFields = struct({ path: text, required: setFlag, format: text }, { closed: true, required: ["path"] });
export const envFile: typeof envFileFields = {
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
export const gpus: Shape<StructModel<typeof gpuRequest.fields>[], "all" | readonly object[]> = {
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
