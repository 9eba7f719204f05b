import type { ChownOpt, UserOpt } from "../../buildkit/protocol.ts";
import type { Draft } from "../../rpc/typed-method.ts";

/** `user`, `user:group`, by name or number. Names are looked up in the input at `place`. */
export function ownerOf(text: string | undefined, place: number): { owner?: Draft<ChownOpt> } {
  if (text === undefined) return {};
  const [user = "", group] = text.split(":", 2);
  return { owner: { user: account(user, place), ...(group !== undefined && { group: account(group, place) }) } };
}

function account(text: string, place: number): Draft<UserOpt> {
  if (text === "root") return { byId: 0 };
  return /^\d+$/.test(text) ? { byId: Number(text) } : { byName: { name: text, input: place } };
}
