import { tarEnd, tarHeader, tarPadding } from "../../src/image/archive/tar-writer.ts";

export interface RawEntry {
  readonly name: string;
  /** `0` a file, `1` a link, `2` a symbolic link, `3` a character device, `5` a directory, `x` pax, `L` a long name. */
  readonly flag?: string;
  readonly target?: string;
  readonly content?: string | Uint8Array;
  /** That the header claims; of the content where absent. */
  readonly size?: number;
}

/** An entry as no honest writer makes it, with a true checksum. */
export function rawEntry({ name, flag = "0", target = "", content = "", size }: RawEntry): Buffer {
  const bytes = Buffer.from(content as Uint8Array);
  const whole = tarHeader({ name, type: "file", mode: 0o755, size: size ?? bytes.length });
  const header = Buffer.from(whole.subarray(-512));
  header.write(flag, 156, "latin1");
  header.write(target, 157, 100, "utf8");
  header.fill(" ", 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return Buffer.concat([whole.subarray(0, -512), header, bytes, tarPadding(bytes.length)]);
}

export function rawTar(...entries: readonly RawEntry[]): Buffer {
  return Buffer.concat([...entries.map(rawEntry), tarEnd]);
}

/** A pax record: its length, which counts itself, a key and a value. */
export function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  let length = rest.length;
  while (length !== rest.length + String(length).length) length = rest.length + String(length).length;
  return `${length}${rest}`;
}
