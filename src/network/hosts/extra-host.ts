import { isIP } from "node:net";
import { networkInterfaces } from "node:os";
import { NerdError } from "../../errors.ts";
import type { Settings } from "../../settings/settings.ts";

/** A line that the user wants in the container's hosts file. */
export interface ExtraHost {
  readonly name: string;
  readonly address: string;
}

/** Docker's word for whatever address of the host containers reach it by. */
const hostGateway = "host-gateway";

/** `--add-host`: `db:10.0.0.2`, `db=10.0.0.2`, `db:[fd00::2]`, `host:host-gateway`. Throws INVALID_VALUE. */
export function parseExtraHost(text: string): ExtraHost {
  const [, name = "", written = ""] = /^([^=:]+)[=:](.*)$/.exec(text) ?? [];
  const address = written.replace(/^\[(.*)\]$/, "$1");
  if (name === "" || /\s/.test(name)) {
    throw new NerdError("INVALID_VALUE", `bad format for add-host: ${JSON.stringify(text)}`, {
      hint: "write host:address, such as db:10.0.0.2",
    });
  }
  if (address === hostGateway || isIP(address) !== 0) return { name, address };
  throw new NerdError("INVALID_VALUE", `invalid IP address in add-host: ${JSON.stringify(written)}`, {
    hint: `write an address, or ${hostGateway} for the host's`,
  });
}

/** The hosts with the host's own address in the place of `host-gateway`: the setting's, else the first IPv4 one that is not loopback. */
export function resolveExtraHosts(
  hosts: readonly ExtraHost[],
  { hostGatewayIp }: Pick<Settings, "hostGatewayIp">,
): ExtraHost[] {
  return hosts.map(({ name, address }) => ({
    name,
    address: address === hostGateway ? (hostGatewayIp ?? hostAddress(name)) : address,
  }));
}

/** As nerdctl has it in its label. */
export function formatExtraHost({ name, address }: ExtraHost): string {
  return `${name}:${address}`;
}

export function hostsLine({ name, address }: ExtraHost): string {
  return `${address}\t${name}`;
}

function hostAddress(name: string): string {
  const addresses = Object.values(networkInterfaces()).flatMap((interfaces = []) => interfaces);
  const found = addresses.find(({ family, internal }) => family === "IPv4" && !internal);
  if (found !== undefined) return found.address;
  throw new NerdError("INVALID_VALUE", `the host has no IPv4 address for ${name}:${hostGateway}`, {
    hint: "name one with --host-gateway-ip",
  });
}
