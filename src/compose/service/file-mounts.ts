import { posix } from "node:path";
import { NerdError } from "../../errors.ts";
import type { FileMount, Project } from "../project.ts";

/** A config or secret at its place in a container. */
export type PlacedFile =
  /** A file of the host, as it is. */
  | { readonly kind: "bind"; readonly source: string; readonly target: string }
  /** One that is made for the container: of a text, or a copy where an owner or a mode is asked for. */
  | {
      readonly kind: "made";
      readonly from: { readonly text: string } | { readonly file: string };
      readonly target: string;
      readonly uid: number;
      readonly gid: number;
      readonly mode: number;
    };

type Kind = "secrets" | "configs";

const worldReadable = 0o444;

/** Where a service's configs and secrets come from, and where they are. Throws UNSUPPORTED for those that are kept elsewhere. */
export function placedFiles(project: Project, serviceName: string): PlacedFile[] {
  const service = project.services[serviceName] ?? {};
  return [
    ...(service.secrets ?? []).map((mount) => placed(project, "secrets", mount)),
    ...(service.configs ?? []).map((mount) => placed(project, "configs", mount)),
  ];
}

function placed(project: Project, kind: Kind, mount: FileMount): PlacedFile {
  const { source = "", uid, gid, mode } = mount;
  const resource: Project["configs"][string] = project[kind][source] ?? {};
  const target = targetOf(kind, mount);
  if (resource.external) {
    throw new NerdError("UNSUPPORTED", `${kind}.${source}: external is not supported: nobody keeps ${kind} here`, {
      hint: "give it by file or environment",
    });
  }
  const isAsIs = uid === undefined && gid === undefined && mode === undefined;
  if (resource.file && isAsIs) return { kind: "bind", source: resource.file, target };
  const text = resource.content ?? (resource.environment ? project.environment[resource.environment] : undefined);
  if (!resource.file && text === undefined) {
    throw new NerdError("COMPOSE_INVALID", `${kind}.${source}: the variable ${resource.environment} is not set`, {
      hint: "export it, or write it into .env",
    });
  }
  return {
    kind: "made",
    from: resource.file ? { file: resource.file } : { text: text ?? "" },
    target,
    uid: Number(uid ?? 0),
    gid: Number(gid ?? 0),
    mode: mode ?? worldReadable,
  };
}

/** A secret without a path of its own is below /run/secrets, a config at the root. */
function targetOf(kind: Kind, { source = "", target }: FileMount): string {
  const directory = kind === "secrets" ? "/run/secrets" : "/";
  return posix.resolve(directory, target || source);
}
