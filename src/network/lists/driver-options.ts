import { NerdError } from "../../errors.ts";
import type { NetworkCreateOptions } from "./network-create-options.ts";

export const networkDrivers = ["bridge", "macvlan", "ipvlan"] as const;
export type NetworkDriver = (typeof networkDrivers)[number];

/** What `-o` says, by what it means. */
export interface DriverOptions {
  readonly bridge?: string;
  readonly hasIcc?: boolean;
  readonly masquerade?: boolean;
  readonly mtu?: number;
  readonly parent?: string;
  readonly mode?: string;
}

type Reader = (text: string, option: string) => DriverOptions;

const mtu: Reader = (text, option) => {
  if (/^\d{1,5}$/.test(text)) return { mtu: Number(text) };
  throw invalid(option, text, "write a number of bytes, such as 1400");
};
const bridgeName: Reader = (bridge, option) => {
  if (/^[^\s/:]{1,15}$/.test(bridge) && bridge !== "." && bridge !== "..") return { bridge };
  throw invalid(option, bridge, "an interface has a name of at most 15 characters");
};
const hasIcc: Reader = (text, option) => ({ hasIcc: readBool(text, option) });
const masquerade: Reader = (text, option) => ({ masquerade: readBool(text, option) });
const parent: Reader = (parent) => ({ parent });
const mode =
  (...modes: readonly string[]): Reader =>
  (text, option) => {
    if (modes.includes(text)) return { mode: text };
    throw invalid(option, text, `modes are ${modes.join(", ")}`);
  };
const macvlanMode = mode("bridge", "private", "vepa", "passthru");
const ipvlanMode = mode("l2", "l3", "l3s");

/** Docker's names, and nerdctl's short ones. */
const readers: Readonly<Record<NetworkDriver, Readonly<Record<string, Reader>>>> = {
  bridge: {
    mtu,
    "com.docker.network.driver.mtu": mtu,
    "com.docker.network.bridge.name": bridgeName,
    icc: hasIcc,
    "com.docker.network.bridge.enable_icc": hasIcc,
    "com.docker.network.bridge.enable_ip_masquerade": masquerade,
  },
  macvlan: { mtu, "com.docker.network.driver.mtu": mtu, parent, mode: macvlanMode, macvlan_mode: macvlanMode },
  ipvlan: { mtu, "com.docker.network.driver.mtu": mtu, parent, mode: ipvlanMode, ipvlan_mode: ipvlanMode },
};

export function readDriver(text: string): NetworkDriver {
  const driver = networkDrivers.find((known) => known === text);
  if (driver !== undefined) return driver;
  throw new NerdError("INVALID_VALUE", `unsupported network driver: ${text}`, {
    hint: `drivers are ${networkDrivers.join(", ")}`,
  });
}

/** Throws INVALID_VALUE for an option that the driver does not have, or a value that is none of its. */
export function driverOptions(driver: NetworkDriver, opt: NetworkCreateOptions["opt"]): DriverOptions {
  const read = Object.entries(opt).map(([option, text]) => {
    const reader = readers[driver][option];
    if (reader !== undefined) return reader(text ?? "", option);
    throw new NerdError("INVALID_VALUE", `unsupported ${driver} network option: ${option}`, {
      hint: `its options are ${Object.keys(readers[driver]).join(", ")}`,
    });
  });
  return Object.assign({}, ...read) as DriverOptions; // Of what the readers give.
}

function readBool(text: string, option: string): boolean {
  if (["true", "1"].includes(text)) return true;
  if (["false", "0"].includes(text)) return false;
  throw invalid(option, text, "write true or false");
}

function invalid(option: string, text: string, hint: string): NerdError {
  return new NerdError("INVALID_VALUE", `invalid value ${JSON.stringify(text)} for network option ${option}`, { hint });
}
