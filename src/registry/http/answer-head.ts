import type { IncomingHttpHeaders } from "node:http";

export interface AnswerHead {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Bytes of the head itself, with the empty line. */
  readonly headBytes: number;
  /** Bytes that follow. */
  readonly bodyBytes: number;
}

/** As much as Node reads of it. */
const longestHead = 16 * 1024;
const statusLine = /^HTTP\/1\.[01] ([2-5]\d\d)(?: .*)?$/;
const field = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*$/;

/**
 * The head of an answer whose length it says (RFC 9112, sections 4 to 6), which is how registries answer a download, or that has no body, as one to HEAD:
 * `partial` where more of it has to come, `other` where it has any other form, which is `node:http`'s to read.
 */
export function readHead(bytes: Buffer, { hasBody = true } = {}): AnswerHead | "partial" | "other" {
  const end = bytes.indexOf("\r\n\r\n");
  if (end === -1 || end > longestHead) return bytes.length > longestHead ? "other" : "partial";
  const [first = "", ...lines] = bytes.toString("latin1", 0, end).split("\r\n");
  const status = Number(statusLine.exec(first)?.[1]);
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const [, name, value] = field.exec(line) ?? [];
    if (name === undefined || value === undefined) return "other";
    const key = name.toLowerCase();
    headers[key] = headers[key] === undefined ? value : `${headers[key]}, ${value}`;
  }
  if (!(status >= 200)) return "other";
  if (!hasBody) return { status, headers, headBytes: end + 4, bodyBytes: 0 };
  const length = headers["content-length"] ?? "";
  const isPlain = /^\d{1,15}$/.test(length) && headers["transfer-encoding"] === undefined;
  if (status === 204 || status === 304 || !isPlain) return "other";
  return { status, headers, headBytes: end + 4, bodyBytes: Number(length) };
}
