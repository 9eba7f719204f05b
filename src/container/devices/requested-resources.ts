import type { Context } from "../../context.ts";
import { NerdError } from "../../errors.ts";
import { cdiEdits } from "../cdi/cdi-devices.ts";
import { type BlockDevices, type BlockOptions, blockNumbers } from "../spec/block-resources.ts";
import { defaultSpec } from "../spec/default-spec.ts";
import { type DeviceFacts, type DeviceOptions, deviceOptions } from "../spec/device-options.ts";
import { type ResourceFacts, type ResourceOptions, resourceOptions } from "../spec/resource-options.ts";
import { type ResourceHost, supportedResources } from "../spec/resource-support.ts";
import { parseDevices } from "./device-mapping.ts";
import { gpuDevices } from "./gpu-request.ts";
import { deviceNode, hostDevices } from "./host-device.ts";

/**
 * What the host has of the resources and devices that were asked for, found out before anything is made: bad values, and
 * devices that are not there, throw. A limit that the host cannot keep is left out of the options, with a warning.
 */
export async function requestedResources<Options extends ResourceOptions & DeviceOptions>(
  { settings, emit }: Pick<Context, "settings" | "emit">,
  asked: Options,
  host: ResourceHost,
): Promise<{ options: Options; facts: ResourceFacts & DeviceFacts }> {
  const { options, warnings } = supportedResources(asked, host);
  const { mappings, cdi } = parseDevices(options.device);
  const [devices, edits] = await Promise.all([
    Promise.all(mappings.map(hostDevices)),
    cdiEdits([...cdi, ...options.gpus.flatMap(gpuDevices)], settings.cdiSpecDirs),
  ]);
  const facts = { blockDevices: blockDevices(options), devices: devices.flat(), cdi: edits };
  const draft = defaultSpec();
  for (const option of [...resourceOptions(options, facts), ...deviceOptions(options, facts)]) option(draft);
  for (const message of warnings) emit({ type: "warning", code: "LIMIT_DISCARDED", message });
  return { options, facts };
}

function blockDevices(options: BlockOptions): BlockDevices {
  const paths = Object.values(blockNumbers(options)).flatMap((numbers) => numbers.map(({ path }) => path));
  return new Map(
    [...new Set(paths)].map((path) => {
      const node = deviceNode(path);
      if (node?.type === "b") return [path, { major: node.major, minor: node.minor }];
      throw new NerdError("INVALID_VALUE", `no such block device on the host: ${path}`);
    }),
  );
}
