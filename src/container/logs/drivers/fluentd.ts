import { toMilliseconds } from "../../../duration.ts";
import { NerdError } from "../../../errors.ts";
import { attributeOptions, attributesOf, checkAttributes } from "./attributes.ts";
import type { LogDriver, LogOpts } from "./driver.ts";
import { checkSocketPath, type Endpoint, socketAddress } from "./socket-address.ts";
import { checkTag, tagOf } from "./tag.ts";

const defaultPort = 24224;
const defaultBufferBytes = 1024 * 1024;

/** fluentd or Fluent Bit, by the forward protocol. */
export const fluentd: LogDriver = {
  native: "fluentd",
  options: [
    ...["fluentd-address", "fluentd-async", "fluentd-async-connect", "fluentd-buffer-limit", "fluentd-retry-wait"],
    ...["fluentd-max-retries", "fluentd-sub-second-precision", "tag", ...attributeOptions],
  ],
  refused: {
    "fluentd-async-reconnect-interval": "the connection is made again whenever it is lost",
    "fluentd-request-ack": "the logger waits for no answers",
    "fluentd-read-timeout": "the logger waits for no answers",
    "fluentd-write-timeout": "without fluentd-async a container waits for fluentd, with it for nothing",
  },
  words: (options) => {
    checkTag(options["tag"]);
    checkAttributes(options);
    destination(options["fluentd-address"]);
    const isAsync = flag(options, "fluentd-async") || flag(options, "fluentd-async-connect");
    const wait = options["fluentd-retry-wait"];
    const tries = options["fluentd-max-retries"];
    return [
      ...(isAsync ? ["async=1", `limit=${bufferBytes(options["fluentd-buffer-limit"])}`] : []),
      ...(flag(options, "fluentd-sub-second-precision") ? ["precise=1"] : []),
      ...(wait ? [`wait=${Math.max(1, Math.ceil(retryWaitMs(wait) / 1000))}`] : []),
      ...(tries ? [`tries=${count("fluentd-max-retries", tries)}`] : []),
    ];
  },
  fields: async (options, subject) => {
    const { id, name } = subject;
    const pairs = Object.entries({ ...attributesOf(options, subject), container_id: id, container_name: `/${name}` });
    const tag = packedText(tagOf(options["tag"], subject));
    // The logger adds the stream and the text, and to a line's part that it is one.
    const maps = [pairs.length + 2, pairs.length + 3].map((count) => Uint8Array.of(0xde, count >> 8, count & 0xff));
    return [
      await socketAddress(destination(options["fluentd-address"])),
      Buffer.concat([Uint8Array.of(0x93), tag]),
      ...maps,
      Buffer.concat(pairs.flat().map(packedText)),
    ];
  },
};

/** MessagePack's `str 32`. */
function packedText(text: string): Uint8Array {
  const bytes = Buffer.from(text);
  const head = Buffer.from([0xdb, 0, 0, 0, 0]);
  head.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([head, bytes]);
}

function destination(address = ""): Endpoint {
  const [, scheme = "tcp", rest = ""] = /^(?:([a-z]+):\/\/)?(.*)$/.exec(address) ?? [];
  if (scheme === "unix") {
    checkSocketPath(rest);
    return { path: rest };
  }
  if (scheme === "tls") {
    const why = "the logger speaks no TLS; send to a forwarder of this host that does";
    throw new NerdError("UNSUPPORTED", `fluentd-address ${address} cannot be served: ${why}`);
  }
  const url = `fluentd://${rest || "127.0.0.1"}`;
  if (scheme !== "tcp" || !URL.canParse(url)) {
    throw new NerdError("INVALID_VALUE", `invalid fluentd address: ${address}`, {
      hint: "write host:24224, tcp://host:24224 or unix:///path",
    });
  }
  const { hostname, port } = new URL(url);
  return { host: hostname.replace(/^\[(.*)\]$/, "$1"), port: Number(port || defaultPort) };
}

function flag(options: LogOpts, key: string): boolean {
  const text = options[key] ?? "false";
  if (text === "true" || text === "1") return true;
  if (text === "false" || text === "0") return false;
  throw new NerdError("INVALID_VALUE", `invalid value for ${key}: ${text}`, { hint: "true or false" });
}

function count(key: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new NerdError("INVALID_VALUE", `invalid value for ${key}: ${text}`, { hint: "a whole number" });
}

/** Docker's sizes here are binary. */
function bufferBytes(text = String(defaultBufferBytes)): number {
  const [, digits, unit = ""] = /^(\d+)([kmg]?)b?$/i.exec(text) ?? [];
  if (digits !== undefined) return Number(digits) * 1024 ** " kmg".indexOf(unit.toLowerCase() || " ");
  throw new NerdError("INVALID_VALUE", `invalid value for fluentd-buffer-limit: ${text}`, {
    hint: "a size such as 1m",
  });
}

function retryWaitMs(text: string): number {
  try {
    return toMilliseconds(text);
  } catch (cause) {
    throw new NerdError("INVALID_VALUE", `invalid value for fluentd-retry-wait: ${text}`, {
      hint: "a duration such as 1s",
      cause,
    });
  }
}
