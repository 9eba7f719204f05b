import { NerdError } from "../../errors.ts";
import { normalName } from "../../image/reference.ts";
import { isDigest } from "../../registry/digest.ts";
import { opPlatform } from "./platform.ts";
import { makeState, type State } from "./state.ts";
import { type StepOptions, stepFacts } from "./step-options.ts";

export interface PlatformOption {
  /** `linux/arm64`; the builder's own by default. Steps on it run for the same. */
  readonly platform?: string;
}

export interface ImageOptions extends StepOptions, PlatformOption {
  /** `pull` asks the registry, `local` takes what the builder has; by default the registry, and what there is where that does not answer. */
  readonly resolveMode?: "default" | "pull" | "local";
}

export interface LocalOptions extends StepOptions {
  /** Patterns as in .dockerignore. */
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  /** Only these paths, and what links on the way to them lead to. */
  readonly followPaths?: readonly string[];
  /** The same for directories that are mostly alike: less is sent. */
  readonly sharedKeyHint?: string;
}

export interface GitOptions extends StepOptions {
  /** Branch, tag or commit, with a directory behind a colon; by default the one in the URL behind `#`. */
  readonly ref?: string;
  readonly keepGitDirectory?: boolean;
  /** Which of the build's SSH agents is used for `ssh://` and `git@host:`. */
  readonly ssh?: string;
  /** What known_hosts has about the host. */
  readonly knownHosts?: string;
  /** Secret of the build with a token for `https://`. */
  readonly tokenSecret?: string;
}

export interface HttpOptions extends StepOptions {
  /** `sha256:…`; another content fails the step. */
  readonly checksum?: string;
  /** The name of the file in the state; by default the URL's or the server's. */
  readonly filename?: string;
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
}

export interface OciLayoutOptions extends StepOptions, PlatformOption {
  /** Name of the store in the build's session. */
  readonly store: string;
}

/** An image of a registry. Throws INVALID_VALUE for what is no reference. */
export function image(reference: string, options: ImageOptions = {}): State {
  const { resolveMode = "default", platform } = options;
  const attrs: Record<string, string> = resolveMode === "default" ? {} : { "image.resolvemode": resolveMode };
  const caps = ["source.image", ...(resolveMode === "pull" ? ["source.image.resolvemode"] : [])];
  return source({ identifier: `docker-image://${normalName(reference)}`, attrs, caps }, options, platform);
}

/** No files at all. */
export function scratch({ platform }: PlatformOption = {}): State {
  return makeState({ ...empty, output: undefined, platform });
}

/** A directory that the build's session serves under this name. */
export function local(name: string, options: LocalOptions = {}): State {
  const { include, exclude, followPaths, sharedKeyHint } = options;
  const lists = [
    ["local.includepattern", include, "source.local.includepatterns"],
    ["local.excludepatterns", exclude, "source.local.excludepatterns"],
    ["local.followpaths", followPaths, "source.local.followpaths"],
  ] as const;
  const given = lists.filter(([, list]) => list !== undefined && list.length > 0);
  const attrs = {
    ...Object.fromEntries(given.map(([key, list]) => [key, JSON.stringify(list)])),
    ...(sharedKeyHint !== undefined && { "local.sharedkeyhint": sharedKeyHint }),
  };
  const caps = [
    ...["source.local", "source.local.unique"],
    ...given.map(([, , cap]) => cap),
    ...(sharedKeyHint === undefined ? [] : ["source.local.sharedkeyhint"]),
  ];
  return source({ identifier: `local://${name}`, attrs, caps, isLocal: true }, options);
}

/** A commit of a repository: `https://host/path.git#ref:directory`, `git@host:path`, `ssh://…`. */
export function git(url: string, options: GitOptions = {}): State {
  const { ref, keepGitDirectory = false, ssh = "default", knownHosts, tokenSecret } = options;
  const [remote = "", fragment] = url.split("#", 2);
  const { place, full, isSsh } = gitRemote(remote);
  const version = ref ?? fragment;
  const attrs = {
    "git.fullurl": full,
    "git.authtokensecret": tokenSecret ?? "GIT_AUTH_TOKEN",
    "git.authheadersecret": "GIT_AUTH_HEADER",
    ...(keepGitDirectory && { "git.keepgitdir": "true" }),
    ...(isSsh && { "git.mountsshsock": ssh }),
    ...(knownHosts !== undefined && { "git.knownsshhosts": knownHosts }),
  };
  const caps = [
    ...["source.git", "source.git.fullurl"],
    ...(keepGitDirectory ? ["source.git.keepgitdir"] : []),
    ...(tokenSecret === undefined ? [] : ["source.git.httpauth"]),
    ...(isSsh ? ["source.git.mountsshsock"] : []),
    ...(knownHosts === undefined ? [] : ["source.git.knownsshhosts"]),
  ];
  return source({ identifier: `git://${place}${version ? `#${version}` : ""}`, attrs, caps }, options);
}

/** A file from a web server. Throws INVALID_VALUE for what is no URL of one. */
export function http(url: string, options: HttpOptions = {}): State {
  const { checksum, filename, mode, uid, gid } = options;
  if (!/^https?:\/\//.test(url)) throw invalid(`not an http or https URL: ${url}`);
  if (checksum !== undefined && !isDigest(checksum)) throw invalid(`not a digest: ${checksum}`);
  const attrs = {
    ...(checksum !== undefined && { "http.checksum": checksum }),
    ...(filename !== undefined && { "http.filename": filename }),
    ...(mode !== undefined && { "http.perm": `0${mode.toString(8)}` }),
    ...(uid !== undefined && { "http.uid": String(uid) }),
    ...(gid !== undefined && { "http.gid": String(gid) }),
  };
  const caps = [
    "source.http",
    ...(checksum === undefined ? [] : ["source.http.checksum"]),
    ...(mode === undefined ? [] : ["source.http.perm"]),
    // Its name in BuildKit, with this very slip.
    ...(uid === undefined && gid === undefined ? [] : ["soruce.http.uidgid"]),
  ];
  return source({ identifier: url, attrs, caps }, options);
}

/** An image in an OCI layout that the build's session serves: `name@sha256:…`. Throws INVALID_VALUE without a digest. */
export function ociLayout(reference: string, options: OciLayoutOptions): State {
  if (!isDigest(reference.split("@")[1] ?? "")) throw invalid(`an OCI layout's image needs a digest: ${reference}`);
  const attrs = { "oci.store": options.store };
  const caps = ["source.ocilayout"];
  return source({ identifier: `oci-layout://${reference}`, attrs, caps }, options, options.platform);
}

const empty = { environment: {}, directory: "/", userName: "" };

interface SourceInput {
  readonly identifier: string;
  readonly attrs: Readonly<Record<string, string>>;
  readonly caps: readonly string[];
  readonly isLocal?: boolean;
}

function source(
  { identifier, attrs, caps, isLocal = false }: SourceInput,
  options: StepOptions,
  platform?: string,
): State {
  const wanted = opPlatform(platform);
  const vertex = {
    ...stepFacts(options, caps),
    inputs: [],
    op: (_: unknown, { localId = "" }: { localId?: string | undefined }) => {
      const all = isLocal ? { ...attrs, "local.unique": localId } : attrs;
      return { source: { identifier, attrs: sortedRecord(all) }, ...wanted };
    },
  };
  return makeState({ ...empty, output: { vertex, index: 0 }, platform });
}

function sortedRecord(record: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Its place without protocol and user, so that one repository is the same however it is reached. */
function gitRemote(remote: string): { place: string; full: string; isSsh: boolean } {
  const scp = /^(?:[^@/:]+@)([^:/]+):(?!\/\/)(.+)$/.exec(remote);
  if (scp) return { place: `${scp[1]}/${scp[2]?.replace(/^\/+/, "")}`, full: remote, isSsh: true };
  const full = remote.includes("://") ? remote : `https://${remote}`;
  if (!URL.canParse(full) || !/^(https?|git|ssh):$/.test(new URL(full).protocol))
    throw invalid(`not a Git repository's URL: ${remote}`);
  const { host, pathname, protocol } = new URL(full);
  return { place: `${host}${pathname}`, full, isSsh: protocol === "ssh:" };
}

function invalid(message: string): NerdError {
  return new NerdError("INVALID_VALUE", message);
}
