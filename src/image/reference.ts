import { NerdError } from "../errors.ts";
import { isDigest } from "../registry/digest.ts";

/** A full image reference: where it is, what it is called there, and which version. */
export interface Reference {
  /** Registry as the name says it: `docker.io`, `localhost:5000`, `[::1]:5000`. */
  readonly domain: string;
  /** Repository there: `library/nginx`. */
  readonly path: string;
  /** `latest` where the text had neither tag nor digest. */
  readonly tag: string | undefined;
  readonly digest: string | undefined;
  /** The name of the image record: `docker.io/library/nginx:latest`. */
  readonly name: string;
}

// distribution/reference, "Grammar".
const component = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
const pathPattern = new RegExp(`^${component}(?:/${component})*$`);
const label = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
const domainPattern = new RegExp(`^(?:${label}(?:\\.${label})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?$`);
const tagPattern = /^\w[\w.-]{0,127}$/;
const longestName = 255;

/** Reads what Docker's users write; throws INVALID_VALUE, saying which part is wrong, and UNSUPPORTED for what is on IPFS. */
export function parseReference(text: string): Reference {
  if (/^ip[fn]s:\/\//.test(text)) {
    throw new NerdError("UNSUPPORTED", `images come from registries only, not from IPFS: ${text}`);
  }
  const [beforeDigest = "", digest, ...rest] = text.split("@");
  if (rest.length > 0 || (digest !== undefined && !isDigest(digest)))
    throw invalid(text, "its digest is not <algorithm>:<hex>");
  const { repository, tag } = splitTag(beforeDigest);
  if (tag !== undefined && !tagPattern.test(tag)) throw invalid(text, "its tag has a character that tags cannot have");
  if (/^[0-9a-f]{64}$/.test(repository)) throw invalid(text, "64 hexadecimal digits are an id, not a name");

  const { domain, path } = splitDomain(repository);
  if (!domainPattern.test(domain)) throw invalid(text, "its registry is not host[:port]");
  if (path !== path.toLowerCase()) throw invalid(text, "a repository name is lower case", inLowerCase(text, path));
  if (!pathPattern.test(path)) throw invalid(text, "a repository name is words of a-z and 0-9, joined by / . _ or -");
  if (domain.length + 1 + path.length > longestName)
    throw invalid(text, `a repository name has at most ${longestName} characters`);
  return reference(domain, path, tag ?? (digest === undefined ? "latest" : undefined), digest);
}

/** `nginx` → `docker.io/library/nginx:latest`. */
export function normalName(text: string): string {
  return parseReference(text).name;
}

/** `docker.io/library/nginx:latest` → `nginx:latest`; what is no reference, or would be read as another one, stays as it is. */
export function familiarName(name: string): string {
  const short = name.replace(/^docker\.io\/(?:library\/(?=[^/]+$))?/, "");
  const { repository } = splitTag(short.split("@")[0] ?? "");
  const isMisread = /^([^/]*\.[^/]*|localhost)\//.test(repository) || /^[0-9a-f]{64}$/.test(repository);
  return isMisread ? name : short;
}

/** Repository in its short form and tag, as tables show them; `<none>` for what is not there. */
export function repositoryAndTag(name: string): { repository: string; tag: string } {
  // `overlayfs@sha256:…`: an image that was built without a name is recorded under its snapshotter's, as nerdctl does.
  if (/^[^/]+@/.test(name)) return { repository: "<none>", tag: "<none>" };
  const { repository, tag } = splitTag(familiarName(name).split("@")[0] ?? "");
  return { repository: repository || "<none>", tag: tag ?? "<none>" };
}

function reference(domain: string, path: string, tag: string | undefined, digest: string | undefined): Reference {
  const name = `${domain}/${path}${tag === undefined ? "" : `:${tag}`}${digest === undefined ? "" : `@${digest}`}`;
  return { domain, path, tag, digest, name };
}

/** A colon after the last slash starts the tag; one before it belongs to the registry's port. */
function splitTag(text: string): { repository: string; tag: string | undefined } {
  const colon = text.indexOf(":", text.lastIndexOf("/") + 1);
  return colon < 0
    ? { repository: text, tag: undefined }
    : { repository: text.slice(0, colon), tag: text.slice(colon + 1) };
}

/** The first part is a registry where it has a dot, a port or capitals, or is localhost; else it is Docker Hub's. */
function splitDomain(repository: string): { domain: string; path: string } {
  const slash = repository.indexOf("/");
  const first = repository.slice(0, Math.max(slash, 0));
  const isDomain = slash > 0 && (/[.:]/.test(first) || first === "localhost" || first !== first.toLowerCase());
  const domain = isDomain ? first : "docker.io";
  const path = isDomain ? repository.slice(slash + 1) : repository;
  if (domain !== "docker.io" && domain !== "index.docker.io") return { domain, path };
  return { domain: "docker.io", path: path.includes("/") ? path : `library/${path}` };
}

function inLowerCase(text: string, path: string): string {
  const typed = path.replace(/^library\//, "");
  return text.replace(typed, typed.toLowerCase());
}

function invalid(text: string, reason: string, suggestion?: string): NerdError {
  const hint = suggestion === undefined ? "write [registry/]repository[:tag][@digest]" : `did you mean ${suggestion}?`;
  return new NerdError("INVALID_VALUE", `not an image reference, ${reason}: ${text}`, {
    hint,
    suggestions: suggestion === undefined ? [] : [suggestion],
  });
}
