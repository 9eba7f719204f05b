import { isTreeMap } from "../tree.ts";
import { hosts, labels, options, sshKeys, textOrTexts, texts, variables } from "./collections.ts";
import { bytes, deviceCount, flag, readWhole, setFlag, setWhole, text, textOrFlag, whole } from "./scalars.ts";
import { listShape, mapShape, mismatch, orShort, type Shape } from "./shape.ts";
import { type StructModel, struct } from "./struct.ts";

/** A secret or config as a service sees it. */
const fileMount = struct({ source: text, target: text, uid: text, gid: text, mode: setWhole });
export const fileMounts = listShape(orShort(fileMount, text));

export interface Ulimit {
  /** One number for both. */
  readonly single?: number;
  readonly soft?: number;
  readonly hard?: number;
}

const ulimitPair = struct({ soft: whole, hard: whole }, { required: ["soft", "hard"] });

const ulimit: Shape<Ulimit, number | string | { readonly soft: number | string; readonly hard: number | string }> = {
  expected: "a whole number or a mapping",
  check: (value, path, report) => {
    if (isTreeMap(value)) ulimitPair.check(value, path, report);
    else if (typeof value !== "number" && typeof value !== "string") report(mismatch(ulimit.expected, value, path));
  },
  decode: (value, path) => {
    if (!isTreeMap(value)) return { single: readWhole(value, path) };
    const { soft = 0, hard = 0 } = ulimitPair.decode(value, path);
    return { soft, hard };
  },
  print: (model, form) => {
    if (model?.single) return model.single;
    const limits = new Map(Object.entries({ soft: model?.soft ?? 0, hard: model?.hard ?? 0 }));
    if (form === "json") for (const [name, limit] of limits) if (limit === 0) limits.delete(name);
    return limits;
  },
};
export const ulimits = mapShape(ulimit, /^[a-z]+$/);

/** Devices such as GPUs, as `gpus` and the reservations of `deploy` ask for them. */
const deviceRequestFields = {
  capabilities: texts,
  driver: text,
  count: deviceCount,
  device_ids: texts,
  options: labels,
};
export const gpuRequest = struct(deviceRequestFields);
export const deviceRequest = struct(deviceRequestFields, { required: ["capabilities"] });

export const build = struct({
  context: text,
  dockerfile: text,
  dockerfile_inline: text,
  entitlements: texts,
  args: variables,
  provenance: textOrFlag,
  sbom: textOrFlag,
  ssh: sshKeys,
  labels,
  cache_from: textOrTexts,
  cache_to: textOrTexts,
  no_cache: flag,
  no_cache_filter: textOrTexts,
  additional_contexts: labels,
  pull: flag,
  extra_hosts: hosts,
  isolation: text,
  network: text,
  target: text,
  secrets: fileMounts,
  shm_size: bytes,
  tags: textOrTexts,
  ulimits,
  platforms: textOrTexts,
  privileged: flag,
});

/** `external: { name: … }` of old files becomes `external: true` and a name before this is read. */
const external: Shape<boolean, boolean | string> = {
  ...flag,
  check: (value, path, report) => {
    if (!isTreeMap(value)) flag.check(value, path, report);
  },
};

const ipamPool = struct({ subnet: text, gateway: text, ip_range: text, aux_addresses: options });

export const network = struct(
  {
    name: text,
    driver: text,
    driver_opts: options,
    ipam: struct({ driver: text, config: listShape(ipamPool), options }, { byValue: true }),
    external,
    internal: flag,
    attachable: flag,
    labels,
    enable_ipv4: setFlag,
    enable_ipv6: setFlag,
  },
  { nullable: true },
);

export const volume = struct({ name: text, driver: text, driver_opts: options, external, labels }, { nullable: true });

/** A secret's or config's source; `content` of a secret comes from the environment, and is never printed. */
export const secret = struct({
  name: text,
  file: text,
  environment: text,
  external,
  labels,
  driver: text,
  driver_opts: options,
  template_driver: text,
});

const configFields = struct({
  name: text,
  file: text,
  environment: text,
  content: text,
  external,
  labels,
  template_driver: text,
});

/** What came from the environment is not printed. */
export const config: typeof configFields = {
  ...configFields,
  print: (model, form) => {
    if (!model?.environment) return configFields.print(model, form);
    const { content: _, ...rest } = model;
    return configFields.print(rest, form);
  },
};

export const model = struct(
  { name: text, model: text, context_size: whole, runtime_flags: texts },
  { required: ["model"] },
);

export type FileMount = StructModel<typeof fileMount.fields>;
export type DeviceRequest = StructModel<typeof deviceRequestFields>;
