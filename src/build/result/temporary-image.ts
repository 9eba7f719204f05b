import { randomBytes } from "node:crypto";
import type { StatusResponse } from "../../buildkit/protocol.ts";
import type { Context } from "../../context.ts";
import { isNerdError } from "../../errors.ts";
import { recordImage } from "../../image/image-record.ts";

const temporaryPrefix = "nerdsh-build-";

/** Up to its digest. */
export function temporaryImageName(): string {
  return temporaryPrefix + randomBytes(6).toString("hex");
}

type StoreContext = Pick<Context, "engine" | "signal">;

/** An image in a store that the builder shares, by a name that only this build knows. */
export interface TemporaryImage extends AsyncDisposable {
  /** Gives the image the names that were asked for. */
  name(names: readonly string[]): Promise<void>;
}

/**
 * The builder names an image before it is unpacked: where that fails, or the builder dies, a name that users know would lead to half of one. So it
 * gets theirs last, and the block's end takes this one away, whatever became of the build.
 */
export function temporaryImage({ engine, signal }: StoreContext, temporaryName: string): TemporaryImage {
  const records = async () => await engine.images.list([`name~="^${temporaryName}@"`]);
  return {
    async name(names) {
      const [image] = await records();
      if (image?.target === undefined) return; // The names are looked up next, and missed.
      const { mediaType, digest, size } = image.target;
      for (const name of names) await recordImage(engine, { name, target: { mediaType, digest, size } }, signal);
    },
    async [Symbol.asyncDispose]() {
      for (const { name } of await records()) {
        await engine.images.delete(name).catch((error: unknown) => {
          if (!isNerdError(error, "NOT_FOUND")) throw error; // A prune was faster.
        });
      }
    },
  };
}

/** What the builder tells of its work, without the temporary name. */
export function withoutTemporaryNames({ statuses, ...status }: StatusResponse): StatusResponse {
  const told = statuses.flatMap(({ id, ...rest }) => {
    if (!id.includes(temporaryPrefix)) return [{ id, ...rest }];
    const [verb = ""] = id.split(" to ", 1); // `naming`, which is still to come, and `unpacking`.
    return verb === "naming" ? [] : [{ id: verb, ...rest }];
  });
  return { ...status, statuses: told };
}
