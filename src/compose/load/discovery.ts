import { basename, dirname, join, resolve } from "node:path";
import { NerdError } from "../../errors.ts";
import { envFilesInto } from "./env-files.ts";
import { fileList } from "./file-list.ts";
import type { ProjectFiles } from "./project-files.ts";
import { isRemote } from "./relative-paths.ts";
import { type BringFile, type BroughtFiles, broughtFiles } from "./remote-file.ts";

export const composeFileNames = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];
const overrides = [
  "compose.override.yml",
  "compose.override.yaml",
  "docker-compose.override.yml",
  "docker-compose.override.yaml",
];

/** What the caller said and where the caller is: flags and environment, nothing read yet. */
export interface ProjectSource {
  /** Of `-f`; `-` is the standard input, and what `bring` takes lies elsewhere. Empty: COMPOSE_FILE, or the files that are found. */
  readonly files: readonly string[];
  readonly projectName?: string | undefined;
  readonly projectDirectory?: string | undefined;
  readonly envFiles: readonly string[];
  readonly profiles: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly standardInput?: string | undefined;
  /** Nothing comes from elsewhere where absent. */
  readonly bring?: BringFile | undefined;
}

export interface DiscoveredProject {
  /** Absolute, or `-`. */
  readonly files: readonly string[];
  readonly workingDir: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly envFiles: readonly string[];
  readonly profiles: readonly string[];
  /** What the project is called where nothing else is said: where its first file came from, or its directory. */
  readonly placeName: string;
}

/**
 * Finds the files of a project, brings those that lie elsewhere, and finds the variables that it sees: the caller's before those of the env files. A
 * project that came from elsewhere sees the `.env` of the caller's directory, too.
 */
export async function discover(source: ProjectSource, { files, warn }: DiscoveryMeans): Promise<DiscoveredProject> {
  const given = Object.fromEntries(
    Object.entries(source.environment).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const directory = source.projectDirectory === undefined ? undefined : resolve(source.cwd, source.projectDirectory);
  const chosen = await here(source.files, source);
  const isElsewhere = source.files.some(isRemote);
  const first = isElsewhere ? (directory ?? source.cwd) : directoryOf(chosen.files, directory, source.cwd);
  const envFiles = envFilesOf(source, given);
  // COMPOSE_FILE may itself stand in .env.
  const early = { ...envVariables(envFiles, first, { given, files }), ...given };
  const named = chosen.files.length > 0 ? chosen : await here(configured(early), source);
  const found = named.files.length > 0 ? named.files : search(first, files, warn);
  if (found.length === 0) throw noFile(first);
  const missing = found.find((file) => file !== "-" && !files.isFile(file));
  if (missing !== undefined) {
    throw new NerdError("COMPOSE_NOT_FOUND", `no such compose file: ${missing}`, { hint: "check -f and COMPOSE_FILE" });
  }
  const workingDir = directoryOf(found, directory, source.cwd);
  const environment = { ...envVariables(envFiles, workingDir, { given, files }), ...early };
  const profiles = source.profiles.length > 0 ? source.profiles : split(environment["COMPOSE_PROFILES"] ?? "", ",");
  const placeName = (directory === undefined && named.names.get(found[0] ?? "")) || basename(workingDir);
  return { files: found, workingDir, environment, envFiles: source.envFiles, profiles, placeName };
}

interface DiscoveryMeans {
  readonly files: ProjectFiles;
  readonly warn: (message: string) => void;
}

/** Files as they are written, by their absolute paths. */
async function here(written: readonly string[], { cwd, bring }: ProjectSource): Promise<BroughtFiles> {
  const { files, names } = await broughtFiles(written, bring);
  return { files: files.map((file) => (file === "-" ? file : resolve(cwd, file))), names };
}

function directoryOf(files: readonly string[], given: string | undefined, cwd: string): string {
  const first = files.find((file) => file !== "-");
  return given ?? (first === undefined ? cwd : dirname(first));
}

function envFilesOf(source: ProjectSource, environment: Readonly<Record<string, string>>): string[] | undefined {
  const written = source.envFiles.length > 0 ? source.envFiles : split(environment["COMPOSE_ENV_FILES"] ?? "", ",");
  if (written.length > 0) return written.map((file) => resolve(source.cwd, file));
  return /^(1|t|true)$/i.test(environment["COMPOSE_DISABLE_ENV_FILE"] ?? "") ? [] : undefined;
}

function envVariables(
  chosen: readonly string[] | undefined,
  directory: string,
  { given, files }: { given: Readonly<Record<string, string>>; files: ProjectFiles },
): Record<string, string> {
  const own = join(directory, ".env");
  const paths = chosen ?? (files.isFile(own) ? [own] : []);
  const missing = chosen?.find((path) => files.isDirectory(path) || files.read(path) === undefined);
  if (missing !== undefined) {
    throw new NerdError("COMPOSE_NOT_FOUND", `couldn't find env file: ${missing}`, {
      hint: "check --env-file and COMPOSE_ENV_FILES",
      exitCode: 1, // As with docker compose.
    });
  }
  return envFilesInto(paths, (name) => (Object.hasOwn(given, name) ? given[name] : undefined), files);
}

function configured(environment: Readonly<Record<string, string>>): string[] {
  const written = environment["COMPOSE_FILE"];
  return written ? fileList(written, environment["COMPOSE_PATH_SEPARATOR"] || ":") : [];
}

/** The nearest directory, from here upwards, that has a compose file. */
function search(start: string, files: ProjectFiles, warn: (message: string) => void): string[] {
  for (let directory = start; ; directory = dirname(directory)) {
    const found = existing(composeFileNames, directory, files);
    const [winner] = found;
    if (winner !== undefined) {
      if (found.length > 1) {
        warn(`Found multiple config files with supported names: ${found.join(", ")}`);
        warn(`Using ${winner}`);
      }
      const over = existing(overrides, directory, files);
      if (over.length > 1) {
        warn(`Found multiple override files with supported names: ${over.join(", ")}`);
        warn(`Using ${over[0]}`);
      }
      return [winner, ...over.slice(0, 1)];
    }
    if (directory === dirname(directory)) return [];
  }
}

function existing(candidates: readonly string[], directory: string, files: ProjectFiles): string[] {
  return candidates.map((name) => join(directory, name)).filter((file) => files.isFile(file));
}

function noFile(directory: string): NerdError {
  return new NerdError("COMPOSE_NOT_FOUND", `no compose file in ${directory} or above`, {
    hint: `write ${composeFileNames[0]}, or name a file with -f`,
  });
}

function split(text: string, separator: string): string[] {
  return text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}
