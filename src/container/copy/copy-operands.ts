import { NerdError } from "../../errors.ts";

/** One side of `cp`: a path in a container, a path of the host, or `-`, an archive on stdin or stdout. */
export type CopyOperand =
  | { readonly kind: "container"; readonly container: string; readonly path: string }
  | { readonly kind: "host"; readonly path: string }
  | { readonly kind: "archive" };

export type CopyOperands =
  | { readonly direction: "to"; readonly container: string; readonly path: string; readonly host: string | undefined }
  | {
      readonly direction: "from";
      readonly container: string;
      readonly path: string;
      readonly host: string | undefined;
    };

/** Which way `cp SOURCE TARGET` goes; `host` is undefined for an archive. Exactly one side is a container's. */
export function copyOperands(source: string, target: string): CopyOperands {
  const [from, to] = [parseOperand(source), parseOperand(target)];
  if (from.kind !== "container" && to.kind === "container") {
    return { direction: "to", container: to.container, path: to.path, host: hostPath(from) };
  }
  if (from.kind === "container" && to.kind !== "container") {
    return { direction: "from", container: from.container, path: from.path, host: hostPath(to) };
  }
  if (from.kind === "container" && to.kind === "container") {
    throw new NerdError("INVALID_VALUE", "both sides are in containers, and one must be on the host", {
      hint: `copy by an archive: nerdsh cp ${source} - | nerdsh cp - ${target}`,
      exitCode: 1,
    });
  }
  throw new NerdError("INVALID_VALUE", "neither side is in a container, and one must be", {
    hint: "write CONTAINER:PATH; a path of the host that has a colon begins with ./ or /",
    exitCode: 1,
  });
}

/** Docker's rule: what begins like a path is one, and else a colon ends the container's name. */
function parseOperand(text: string): CopyOperand {
  if (text === "-") return { kind: "archive" };
  const [, container, path] = /^([^./:][^:]*):(.*)$/s.exec(text) ?? [];
  if (container === undefined || path === undefined) return { kind: "host", path: text };
  if (path !== "") return { kind: "container", container, path };
  throw new NerdError("INVALID_VALUE", `no path in the container: ${text}`, {
    hint: `write ${container}:PATH`,
    exitCode: 1,
  });
}

function hostPath(operand: CopyOperand): string | undefined {
  return operand.kind === "host" ? operand.path : undefined;
}
