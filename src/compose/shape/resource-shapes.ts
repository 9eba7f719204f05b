import { isTreeMap } from "../tree.ts";
import { hosts, labels, options, sshKeys, textOrTexts, texts, variables } from "./collections.ts";
import { bytes, deviceCount, flag, readWhole, setFlag, setWhole, text, textOrFlag, whole } from "./scalars.ts";
import { type InputOf, listShape, type ModelOf, mapShape, mismatch, type Named, orShort, type Shape } from "./shape.ts";
import { type StructInput, type StructModel, struct } from "./struct.ts";

/** A secret or config as a service sees it. */
const fileMountFields = struct({ source: text, target: text, uid: text, gid: text, mode: setWhole });
/** One of a service's `secrets` or `configs`. */
export interface FileMountDefinition extends InputOf<typeof fileMountFields> {}
const fileMount: Named<typeof fileMountFields, FileMountDefinition> = fileMountFields;
export const fileMounts = listShape(orShort(fileMount, text));

export interface Ulimit {
  /** One number for both. */
  readonly single?: number;
  readonly soft?: number;
  readonly hard?: number;
}

const ulimitPairFields = struct({ soft: whole, hard: whole }, { required: ["soft", "hard"] });
/** Soft and hard limit. */
export interface UlimitDefinition extends InputOf<typeof ulimitPairFields> {}
const ulimitPair: Named<typeof ulimitPairFields, UlimitDefinition> = ulimitPairFields;

const ulimit: Shape<Ulimit, number | string | UlimitDefinition> = {
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
/** Devices that a service asks for by what they can do. */
export interface DeviceRequestDefinition extends StructInput<typeof deviceRequestFields> {}
type DeviceRequestShape = Shape<DeviceRequest, DeviceRequestDefinition>;
export const gpuRequest: DeviceRequestShape = struct(deviceRequestFields);
export const deviceRequest: DeviceRequestShape = struct(deviceRequestFields, { required: ["capabilities"] });

const buildFields = struct({
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
/** How an image is built. */
export interface BuildDefinition extends InputOf<typeof buildFields> {}
export const build: Named<typeof buildFields, BuildDefinition> = buildFields;

/** `external: { name: … }` of old files becomes `external: true` and a name before this is read. */
const external: Shape<boolean, boolean | string> = {
  ...flag,
  check: (value, path, report) => {
    if (!isTreeMap(value)) flag.check(value, path, report);
  },
};

const ipamPoolFields = struct({ subnet: text, gateway: text, ip_range: text, aux_addresses: options });
/** One of the address ranges of a network. */
export interface IpamPoolDefinition extends InputOf<typeof ipamPoolFields> {}
const ipamPool: Named<typeof ipamPoolFields, IpamPoolDefinition> = ipamPoolFields;

const ipamFields = struct({ driver: text, config: listShape(ipamPool), options }, { byValue: true });
/** The addresses of a network. */
export interface IpamDefinition extends InputOf<typeof ipamFields> {}
const ipam: Named<typeof ipamFields, IpamDefinition> = ipamFields;

const networkFields = struct(
  {
    name: text,
    driver: text,
    driver_opts: options,
    ipam,
    external,
    internal: flag,
    attachable: flag,
    labels,
    enable_ipv4: setFlag,
    enable_ipv6: setFlag,
  },
  { nullable: true },
);
/** A network of the project. */
export interface NetworkDefinition extends InputOf<typeof networkFields> {}
export const network: Named<typeof networkFields, NetworkDefinition> = networkFields;

const volumeFields = struct({ name: text, driver: text, driver_opts: options, external, labels }, { nullable: true });
/** A volume of the project. */
export interface VolumeDefinition extends InputOf<typeof volumeFields> {}
export const volume: Named<typeof volumeFields, VolumeDefinition> = volumeFields;

/** A secret's or config's source; `content` of a secret comes from the environment, and is never printed. */
const secretFields = struct({
  name: text,
  file: text,
  environment: text,
  external,
  labels,
  driver: text,
  driver_opts: options,
  template_driver: text,
});
/** A secret's source. */
export interface SecretDefinition extends InputOf<typeof secretFields> {}
export const secret: Named<typeof secretFields, SecretDefinition> = secretFields;

const configFields = struct({
  name: text,
  file: text,
  environment: text,
  content: text,
  external,
  labels,
  template_driver: text,
});

/** A config's source. */
export interface ConfigDefinition extends InputOf<typeof configFields> {}
/** What came from the environment is not printed. */
export const config: Named<typeof configFields, ConfigDefinition> = {
  ...configFields,
  print: (model, form) => {
    if (!model?.environment) return configFields.print(model, form);
    const { content: _, ...rest } = model;
    return configFields.print(rest, form);
  },
};

const modelFields = struct(
  { name: text, model: text, context_size: whole, runtime_flags: texts },
  { required: ["model"] },
);
/** A model of the project. */
export interface ModelDefinition extends InputOf<typeof modelFields> {}
export const model: Named<typeof modelFields, ModelDefinition> = modelFields;

export type FileMount = ModelOf<typeof fileMount>;
export type DeviceRequest = StructModel<typeof deviceRequestFields>;
