import type { BlockResources } from "../../engine/runtime-spec.ts";
import { NerdError } from "../../errors.ts";
import { parseBytes } from "../../units.ts";

/** Each text of the lists is `/dev/NAME:NUMBER`. */
export interface BlockOptions {
  readonly blkioWeightDevice: readonly string[];
  readonly deviceReadBps: readonly string[];
  readonly deviceWriteBps: readonly string[];
  readonly deviceReadIops: readonly string[];
  readonly deviceWriteIops: readonly string[];
}

/** A number for one device of the host. */
export interface DeviceNumber {
  readonly path: string;
  readonly value: number;
}

/** Major and minor of block devices by path. */
export type BlockDevices = ReadonlyMap<string, { readonly major: number; readonly minor: number }>;

const [leastWeight, mostWeight] = [10, 1000];

export function blockWeight(weight: number): number {
  if (Number.isInteger(weight) && weight >= leastWeight && weight <= mostWeight) return weight;
  throw new NerdError("INVALID_VALUE", `range of blkio weight is from ${leastWeight} to ${mostWeight}: ${weight}`);
}

/** `/dev/sda:200`. */
function parseWeightDevice(text: string): DeviceNumber {
  const { path, number } = pathAndNumber(text);
  const weight = Number(number);
  if (number !== "" && (weight === 0 || (Number.isInteger(weight) && weight >= leastWeight && weight <= mostWeight))) {
    return { path, value: weight };
  }
  throw new NerdError("INVALID_VALUE", `invalid weight for device: ${text}`, {
    hint: `write /dev/NAME:WEIGHT, with a weight from ${leastWeight} to ${mostWeight}`,
  });
}

/** `/dev/sda:1mb`. */
function parseBytesDevice(text: string): DeviceNumber {
  const { path, number } = pathAndNumber(text);
  const value = parseBytes(number);
  if (value !== undefined) return { path, value };
  throw new NerdError("INVALID_VALUE", `invalid rate for device: ${text}`, {
    hint: "write /dev/NAME:NUMBER[UNIT], where the unit is kb, mb or gb",
  });
}

/** `/dev/sda:1000`. */
function parseCountDevice(text: string): DeviceNumber {
  const { path, number } = pathAndNumber(text);
  if (/^\d+$/.test(number)) return { path, value: Number(number) };
  throw new NerdError("INVALID_VALUE", `invalid rate for device: ${text}`, { hint: "write /dev/NAME:NUMBER" });
}

function pathAndNumber(text: string): { path: string; number: string } {
  const cut = text.lastIndexOf(":");
  const [path, number] = cut < 0 ? [text, ""] : [text.slice(0, cut), text.slice(cut + 1)];
  if (cut >= 0 && path.startsWith("/dev/")) return { path, number };
  throw new NerdError("INVALID_VALUE", `bad format for device path: ${text}`, { hint: "write /dev/NAME:NUMBER" });
}

/** Every list, read. */
export function blockNumbers(options: BlockOptions) {
  return {
    weights: options.blkioWeightDevice.map(parseWeightDevice),
    readBps: options.deviceReadBps.map(parseBytesDevice),
    writeBps: options.deviceWriteBps.map(parseBytesDevice),
    readIops: options.deviceReadIops.map(parseCountDevice),
    writeIops: options.deviceWriteIops.map(parseCountDevice),
  };
}

/** `devices` has every path that the options name. */
export function blockResources(options: BlockOptions, devices: BlockDevices): BlockResources {
  const { weights, readBps, writeBps, readIops, writeIops } = blockNumbers(options);
  const rates = (numbers: readonly DeviceNumber[]) =>
    numbers.map(({ path, value }) => ({ ...devices.get(path)!, rate: value }));
  return {
    ...(weights.length > 0 && {
      weightDevice: weights.map(({ path, value }) => ({ ...devices.get(path)!, weight: value })),
    }),
    ...(readBps.length > 0 && { throttleReadBpsDevice: rates(readBps) }),
    ...(writeBps.length > 0 && { throttleWriteBpsDevice: rates(writeBps) }),
    ...(readIops.length > 0 && { throttleReadIOPSDevice: rates(readIops) }),
    ...(writeIops.length > 0 && { throttleWriteIOPSDevice: rates(writeIops) }),
  };
}
