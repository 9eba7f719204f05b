import type { HttpResponse } from "../http/http-transport.ts";

const longestRest = 64 * 1024;

/** Reads what is left of an answer, mostly nothing: only then does its connection serve the next request. */
export async function endAnswer({ body }: HttpResponse): Promise<void> {
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > longestRest) return;
  }
}
