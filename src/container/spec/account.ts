import { createHash } from "node:crypto";
import { lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Context } from "../../context.ts";
import type { Mount } from "../../engine/protocol.ts";
import type { Snapshots } from "../../engine/snapshots.ts";
import { NerdError } from "../../errors.ts";
import type { Image } from "../../image/image.ts";
import { replaceFile } from "../../store/atomic-file.ts";
import { layerDirectories } from "../mounts/layer-directories.ts";
import { ifPresent } from "../wait.ts";

/** The image's own /etc/passwd and /etc/group; empty where it has none. */
export interface AccountFiles {
  readonly passwd: string;
  readonly group: string;
}

export interface Account {
  readonly uid: number;
  readonly gid: number;
  /** The group itself among them, as on any host: a program that drops its group must not lose what that forbids. */
  readonly additionalGids: number[];
}

/** `USER` or `--user`: a name or number, and after a colon a group's. Groups that list the user come along, as in Docker. */
export function resolveAccount(user: string, { passwd, group }: AccountFiles): Account {
  const [name = "", groupName] = user.split(":");
  const entry = rows(passwd).find(([login, , uid]) => (name === "" ? uid === "0" : login === name || uid === name));
  const uid = entry ? Number(entry[2]) : number(name || "0");
  if (uid === undefined) throw unknown("user", name, passwd);
  checkId(uid);
  const groups = rows(group);
  if (groupName !== undefined && groupName !== "") {
    const gid = groupId(groupName, group);
    return { uid, gid, additionalGids: [gid] };
  }
  const gid = entry ? Number(entry[3]) : 0;
  const login = entry?.[0];
  const extra = groups.filter(([, , , members = ""]) => login !== undefined && members.split(",").includes(login));
  const others = extra.map((row) => Number(row[2])).filter((id) => id !== gid);
  return { uid, gid, additionalGids: [gid, ...others] };
}

/** `--group-add`: names and numbers, also several with commas between them. */
export function groupIds(groups: readonly string[], { group }: AccountFiles): number[] {
  return groups.flatMap((text) => text.split(",")).map((name) => groupId(name, group));
}

function groupId(name: string, group: string): number {
  const found = rows(group).find(([title, , gid]) => title === name || gid === name);
  const gid = found ? Number(found[2]) : number(name);
  if (gid === undefined) throw unknown("group", name, group);
  return checkId(gid);
}

/** Docker's: what a 32-bit signed number has room for. */
const greatestId = 2 ** 31 - 1;

function checkId(id: number): number {
  if (id <= greatestId) return id;
  throw new NerdError("INVALID_VALUE", `uids and gids must be in range 0-${greatestId}: ${id}`);
}

/**
 * The account files as the image has them, read once per image and kept in the data store. The layers are looked at
 * where the snapshotter has them, without mounting; a snapshotter that has no such place gives empty files.
 */
export async function accountFiles(
  { engine, settings }: Pick<Context, "engine" | "settings">,
  image: Image,
): Promise<AccountFiles> {
  if (image.chainId === "") return { passwd: "", group: "" };
  const name = createHash("sha256").update(`${engine.snapshotter} ${image.chainId}`).digest("hex");
  const file = join(settings.dataStore, "accounts", `${name}.json`);
  const known = textOf(file);
  if (known !== undefined) return JSON.parse(known) as AccountFiles; // Written below.
  const files = await filesOfLayers(engine.snapshots(), image.chainId);
  await replaceFile(file, JSON.stringify(files));
  return files;
}

/** Synchronously, as in atomic-file.ts. */
function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined; // It is made anew, whatever was wrong with it.
  }
}

/** By a view of each reader's own, as several may read at once. One that a killed process leaves is garbage to the engine, and to doctor. */
async function filesOfLayers(snapshots: Snapshots, chainId: string): Promise<AccountFiles> {
  const key = `nerdsh-accounts-${crypto.randomUUID()}`;
  try {
    // Without a signal: a cancelled call might make it after its removal.
    return readAccountFiles(await snapshots.view(key, chainId));
  } finally {
    await ifPresent(snapshots.remove(key));
  }
}

/** The account files of a file system that the snapshotter gives as these mounts. */
export function readAccountFiles(mounts: readonly Mount[]): AccountFiles {
  return { passwd: fileIn(mounts, "etc/passwd"), group: fileIn(mounts, "etc/group") };
}

/** The topmost layer that has the path decides. A link might lead out of the layers, and counts as no file. */
function fileIn(mounts: readonly Mount[], path: string): string {
  for (const directory of mounts.flatMap(layerDirectories)) {
    const parent = lstatSync(join(directory, "etc"), { throwIfNoEntry: false });
    if (parent && !parent.isDirectory()) return "";
    const found = lstatSync(join(directory, path), { throwIfNoEntry: false });
    if (found) return found.isFile() ? readFileSync(join(directory, path), "utf8") : "";
  }
  return "";
}

/** Without comments, and lines that have no number where one belongs. */
function rows(text: string): string[][] {
  return text
    .split("\n")
    .filter((line) => !line.startsWith("#"))
    .map((line) => line.split(":"))
    .filter(([, , id = ""]) => number(id) !== undefined);
}

function number(text: string): number | undefined {
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

function unknown(what: string, name: string, file: string): NerdError {
  const known = rows(file).map(([title]) => title);
  return new NerdError("INVALID_VALUE", `no such ${what} in the image: ${name}`, {
    hint:
      known.length > 0 ? `it has ${known.slice(0, 8).join(", ")}` : `the image has no list of ${what}s: write a number`,
  });
}
