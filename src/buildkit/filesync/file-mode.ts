/** The kinds and bits of st_mode (inode(7)), and the same in Go's FileMode (io/fs, "FileMode"), which fsutil sends. */
const kinds = {
  fifo: { kernel: 0o010000, go: 2 ** 25 },
  "character-device": { kernel: 0o020000, go: 2 ** 26 + 2 ** 21 },
  directory: { kernel: 0o040000, go: 2 ** 31 },
  "block-device": { kernel: 0o060000, go: 2 ** 26 },
  file: { kernel: 0o100000, go: 0 },
  symlink: { kernel: 0o120000, go: 2 ** 27 },
} as const;

export type FileKind = keyof typeof kinds;

const setUserId = { kernel: 0o4000, go: 2 ** 23 };
const setGroupId = { kernel: 0o2000, go: 2 ** 22 };
const sticky = { kernel: 0o1000, go: 2 ** 20 };
const specials = [setUserId, setGroupId, sticky];

/** Undefined for a socket, which no context and no archive holds. */
export function kindOfMode(mode: number): FileKind | undefined {
  return kindsByKernel.get(mode & 0o170000);
}

export function goMode(mode: number, kind: FileKind): number {
  let result = (mode & 0o777) + kinds[kind].go;
  if ((mode & 0o7000) !== 0) for (const { kernel, go } of specials) if (mode & kernel) result += go;
  return result;
}

/** Undefined for a kind of Go's that is none of these. */
export function kindOfGoMode(mode: number): FileKind | undefined {
  const bits = (mode & (2 ** 27 + 2 ** 26 + 2 ** 25 + 2 ** 24 + 2 ** 21 + 2 ** 19)) + (mode >= 2 ** 31 ? 2 ** 31 : 0);
  return kindsByGo.get(bits);
}

/** Permissions, with set-user-ID and the like, as chmod(2) takes them. */
export function permissionsOfGoMode(mode: number): number {
  return specials.reduce((result, { kernel, go }) => (mode & go ? result | kernel : result), mode & 0o777);
}

const entries = Object.entries(kinds) as [FileKind, (typeof kinds)[FileKind]][]; // Which Object.entries forgets.
const kindsByKernel = new Map<number, FileKind>(entries.map(([kind, { kernel }]) => [kernel, kind]));
const kindsByGo = new Map<number, FileKind>(entries.map(([kind, { go }]) => [go, kind]));
