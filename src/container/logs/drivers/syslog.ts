import { existsSync } from "node:fs";
import { hostname } from "node:os";
import { NerdError } from "../../../errors.ts";
import { attributeOptions, checkAttributes } from "./attributes.ts";
import type { LogDriver, LogOpts } from "./driver.ts";
import { checkSocketPath, type Endpoint, socketAddress } from "./socket-address.ts";
import { checkTag, tagOf } from "./tag.ts";

const facilities = [
  ...["kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp"],
  ...["", "", "", "", "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7"],
];
const severity = { stdout: 6, stderr: 3 };
const defaultPort = 514;
const localSockets = ["/dev/log", "/var/run/syslog", "/var/run/log"];
const dayMinutes = 24 * 60;

const formats = {
  /** Docker's default: RFC 3164 without a host name, as a syslog daemon of this host expects it. */
  "": { head: "", date: true, fraction: 0 },
  rfc3164: { head: "", date: true, fraction: 0 },
  rfc5424: { head: "1 ", date: false, fraction: 0 },
  rfc5424micro: { head: "1 ", date: false, fraction: 6 },
} as const;

const tls = "the logger speaks no TLS; send to a syslog daemon of this host that does";

/** A syslog server: over UDP, TCP or a socket file. */
export const syslog: LogDriver = {
  native: "syslog",
  options: ["syslog-address", "syslog-facility", "syslog-format", "tag", ...attributeOptions],
  refused: {
    "syslog-tls-ca-cert": tls,
    "syslog-tls-cert": tls,
    "syslog-tls-key": tls,
    "syslog-tls-skip-verify": tls,
  },
  words: (options) => {
    checkTag(options["tag"]);
    checkAttributes(options);
    facilityNumber(options["syslog-facility"]);
    const { date, fraction } = formats[formatName(options)];
    const { isStream } = destination(options["syslog-address"]);
    // The date has no zone: the reader's is taken for the sender's.
    const aheadMinutes = dayMinutes - new Date().getTimezoneOffset();
    return [
      ...(isStream ? ["stream=1"] : []),
      ...(date ? ["date=1", `zone=${60 * aheadMinutes}`] : []),
      ...(fraction > 0 ? [`fraction=${fraction}`] : []),
    ];
  },
  fields: async (options, subject) => {
    const { endpoint } = destination(options["syslog-address"]);
    const tag = tagOf(options["tag"], subject);
    const format = formatName(options);
    const { head } = formats[format];
    const facility = facilityNumber(options["syslog-facility"]);
    const heads = [severity.stdout, severity.stderr].map((level) => `<${facility * 8 + level}>${head}`);
    const isNew = format.startsWith("rfc5424");
    const before = isNew ? ` ${hostname()} ${tag} ` : `${format === "" ? "" : ` ${hostname()}`} ${tag}[`;
    const after = isNew ? ` ${tag} - ` : "]: ";
    return [await socketAddress(endpoint), ...[...heads, before, after].map((text) => Buffer.from(text))];
  },
};

function formatName(options: LogOpts): keyof typeof formats {
  const format = options["syslog-format"] ?? "";
  if (format in formats) return format as keyof typeof formats; // `in` has just asked
  throw new NerdError("INVALID_VALUE", `invalid syslog format: ${format}`, {
    hint: "rfc3164, rfc5424 or rfc5424micro",
  });
}

function facilityNumber(text = "daemon"): number {
  const named = text === "" ? facilities.indexOf("daemon") : facilities.indexOf(text);
  const number = named >= 0 ? named : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (number <= 23) return number;
  throw new NerdError("INVALID_VALUE", `invalid syslog facility: ${text}`, {
    hint: "a name such as local0, or 0 to 23",
  });
}

function destination(address: string | undefined): { readonly isStream: boolean; readonly endpoint: Endpoint } {
  if (address === undefined || address === "") {
    return { isStream: false, endpoint: { path: localSockets.find((path) => existsSync(path)) ?? localSockets[0]! } };
  }
  const [, scheme = "", rest = ""] = /^([a-z0-9+]+):\/\/(.+)$/.exec(address) ?? [];
  if (scheme === "tcp+tls") throw new NerdError("UNSUPPORTED", `syslog-address ${address} cannot be served: ${tls}`);
  if (scheme === "unix" || scheme === "unixgram") {
    checkSocketPath(rest);
    return { isStream: scheme === "unix", endpoint: { path: rest } };
  }
  const url = `syslog://${rest}`;
  if ((scheme !== "tcp" && scheme !== "udp") || !URL.canParse(url)) {
    throw new NerdError("INVALID_VALUE", `invalid syslog address: ${address}`, {
      hint: "write udp://host:514, tcp://host:514, unix:///path or unixgram:///path",
    });
  }
  const { hostname: host, port } = new URL(url);
  const endpoint = { host: host.replace(/^\[(.*)\]$/, "$1"), port: Number(port || defaultPort) };
  return { isStream: scheme === "tcp", endpoint };
}
