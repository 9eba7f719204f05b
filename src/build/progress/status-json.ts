import type { StatusResponse, Vertex, VertexLog, VertexStatus, VertexWarning } from "../../buildkit/protocol.ts";

/** One of BuildKit's messages as `buildx --progress rawjson` writes it: what is empty is left out, bytes are base64. */
export function statusJson({ vertexes, statuses, logs, warnings }: StatusResponse): object {
  return {
    ...some("vertexes", vertexes.map(vertexJson)),
    ...some("statuses", statuses.map(partJson)),
    ...some("logs", logs.map(logJson)),
    ...some("warnings", warnings.map(warningJson)),
  };
}

function vertexJson({ digest, inputs, name, started, completed, cached, error, progressGroup }: Vertex) {
  return {
    digest,
    ...some("inputs", inputs),
    ...some("name", name),
    ...(started !== undefined && { started }),
    ...(completed !== undefined && { completed }),
    ...(cached && { cached }),
    ...some("error", error),
    ...(progressGroup && { progressGroup: { ...progressGroup, weak: progressGroup.weak || undefined } }),
  };
}

function partJson({ id, vertex, name, total, current, timestamp, started, completed }: VertexStatus) {
  return {
    ...{ id, vertex },
    ...some("name", name),
    ...(total !== 0 && { total }),
    current,
    ...(timestamp !== undefined && { timestamp }),
    ...(started !== undefined && { started }),
    ...(completed !== undefined && { completed }),
  };
}

function logJson({ vertex, stream, msg, timestamp }: VertexLog) {
  return { vertex, stream, data: base64(msg), ...(timestamp !== undefined && { timestamp }) };
}

function warningJson({ vertex, level, short, detail, url, info, ranges }: VertexWarning) {
  return {
    vertex,
    level,
    short: base64(short),
    ...some("detail", detail.map(base64)),
    ...some("url", url),
    ...(info && {
      sourceInfo: { filename: info.filename, data: base64(info.data), ...some("language", info.language) },
    }),
    ...some("range", ranges),
  };
}

function some<K extends string, V extends string | readonly unknown[]>(key: K, value: V): { [P in K]?: V } {
  return value.length === 0 ? {} : ({ [key]: value } as { [P in K]?: V }); // A computed key loses its name.
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}
