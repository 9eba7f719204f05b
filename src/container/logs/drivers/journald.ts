import { shortId } from "../../record/names.ts";
import { attributeOptions, attributesOf, checkAttributes } from "./attributes.ts";
import type { LogDriver } from "./driver.ts";
import { socketAddress } from "./socket-address.ts";
import { checkTag, tagOf } from "./tag.ts";

const socket = "/run/systemd/journal/socket";

/** systemd's journal, with the fields that Docker and nerdctl write. */
export const journald: LogDriver = {
  native: "journald",
  options: ["tag", ...attributeOptions],
  words: (options) => {
    checkTag(options["tag"]);
    checkAttributes(options);
    return [];
  },
  fields: async (options, subject) => {
    const tag = tagOf(options["tag"], subject);
    const fields: Record<string, string> = {
      ...Object.fromEntries(
        Object.entries(attributesOf(options, subject)).map(([name, value]) => [fieldName(name), value]),
      ),
      CONTAINER_ID: shortId(subject.id),
      CONTAINER_ID_FULL: subject.id,
      CONTAINER_NAME: subject.name,
      CONTAINER_TAG: tag,
      IMAGE_NAME: subject.imageName,
      // By this nerdctl finds them again.
      SYSLOG_IDENTIFIER: options["tag"] ? tag : shortId(subject.id),
    };
    const encoded = Object.entries(fields).map(([name, value]) => journalField(name, Buffer.from(value)));
    return [await socketAddress({ path: socket }), Buffer.concat(encoded)];
  },
};

/** By length, so that a value may have several lines. */
function journalField(name: string, value: Uint8Array): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(value.length));
  return Buffer.concat([Buffer.from(`${name}\n`), length, value, Buffer.from("\n")]);
}

/** The journal takes capitals, digits and underscores, and no underscore first. */
function fieldName(name: string): string {
  return name
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, "_")
    .replace(/^_+/, "");
}
