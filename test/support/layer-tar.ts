import { pack } from "tar-stream";

/** The tar of a layer that has one of everything, by a writer of others; as bytes. */
export async function layerTar(files: Readonly<Record<string, Uint8Array | string>>): Promise<Buffer> {
  const tar = pack();
  const mtime = new Date("2001-02-03T04:05:06Z");
  const owner = { uid: 1000, gid: 50, uname: "ada", gname: "staff", mtime };
  tar.entry({ name: "etc/", type: "directory", mode: 0o755, ...owner });
  for (const [name, content] of Object.entries(files)) {
    const bytes = Buffer.from(content as Uint8Array);
    const pax = { "SCHILY.xattr.user.comment": "for tests", mtime: "981173106.25" };
    tar.entry({ name, mode: 0o640, size: bytes.length, pax, ...owner }, bytes);
  }
  tar.entry({ name: "etc/link", type: "symlink", linkname: "motd", mode: 0o777, ...owner });
  tar.entry({ name: "etc/twin", type: "link", linkname: "etc/motd", mode: 0o640, ...owner });
  tar.entry({ name: "dev/null", type: "character-device", devmajor: 1, devminor: 3, mode: 0o666, ...owner });
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer); // Its types do not say so.
  return Buffer.concat(chunks);
}

/** In pieces whose size is no multiple of anything in a tar. */
export async function* inPieces(bytes: Uint8Array, size = 7001): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
