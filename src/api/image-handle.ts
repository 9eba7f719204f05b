import { type InspectOptions, inspect } from "node:util";
import type { SaveOptions } from "../image/archive/save.ts";
import type { ImageConfig } from "../image/document/image-config.ts";
import type { HistoryStep } from "../image/history.ts";
import type { Image } from "../image/image.ts";
import type { ImageDocument } from "../image/inspect.ts";
import type { Platform } from "../image/platform.ts";
import type { PushedImage } from "../image/push/push.ts";
import type { RemovedImage, RemoveOptions } from "../image/remove.ts";
import type { Descriptor } from "../registry/descriptor.ts";
import type { Container } from "./container.ts";
import type { ConvertOptions } from "./convert.ts";
import { currentSignal } from "./current-signal.ts";
import { Operation } from "./operation.ts";
import type { OutputOperation } from "./output-operation.ts";
import type { ProgressOperation } from "./progress-operation.ts";
import { createPushVerbs, type PushOptions } from "./push.ts";
import { createRun, type RunFlags, type RunOptions } from "./run.ts";
import { type ContextBase, contextOf } from "./session.ts";

/**
 * An image that is here. Its fields are plain data, of the moment when it was looked up; its verbs go by its name.
 *
 * ```ts
 * const app = await image("app:1.0");
 * await (await app.tag("localhost:5000/app:1.0")).push();
 * ```
 */
export class ImageHandle implements Image {
  declare readonly name: string;
  declare readonly reference: string;
  declare readonly digest: string;
  declare readonly manifestDigest: string;
  declare readonly configDigest: string;
  declare readonly config: ImageConfig;
  declare readonly chainId: string;
  declare readonly diffIds: readonly string[];
  declare readonly layers: readonly Descriptor[];
  declare readonly size: number;
  declare readonly platform: Platform;
  declare readonly artefact?: string;
  declare readonly createdAt: string | undefined;
  declare readonly labels: Readonly<Record<string, string>>;
  readonly #base: ContextBase;

  constructor(base: ContextBase, image: Image) {
    this.#base = base;
    Object.assign(this, image);
  }

  /** Gives it one more name, and the handle of that. */
  tag(name: string): Operation<ImageHandle> {
    return Operation.start(async (settings) => {
      const { tagImage } = await import("../image/tag.ts");
      return new ImageHandle(this.#base, await tagImage(contextOf(this.#base, settings), this.name, name));
    });
  }

  /** Stores its layers in another format, under another name: `app.convert("app:esgz", { estargz: true })`. The handle of that. */
  convert(target: string, options: ConvertOptions): Operation<ImageHandle> {
    return Operation.start(async (settings) => {
      const { convertedImage } = await import("./convert.ts");
      const context = contextOf(this.#base, settings);
      return new ImageHandle(this.#base, await convertedImage(context, this.name, target, options));
    });
  }

  /** All that is known of it, in the shape of `docker image inspect`. */
  inspect(): Operation<ImageDocument> {
    return Operation.start(async (settings) => {
      const { inspectImage } = await import("../image/inspect.ts");
      return await inspectImage(contextOf(this.#base, settings), this.name, this.platform);
    });
  }

  /** The steps that it was made by, the last one first. */
  history(): Operation<readonly HistoryStep[]> {
    return Operation.start(async (settings) => {
      const { imageHistory } = await import("../image/history.ts");
      return await imageHistory(contextOf(this.#base, settings), this.name, this.platform);
    });
  }

  /** Writes it to an archive that `docker load` and readers of OCI layouts accept; the file is there once it is whole. */
  save(file: string, options: SaveOptions = {}): Operation<void> {
    return Operation.start(async (settings) => {
      const { saveToFile } = await import("../image/archive/save.ts");
      await saveToFile(contextOf(this.#base, settings), file, [this.name], options);
    });
  }

  /** The bytes that `save` writes. */
  async *archive(options: SaveOptions = {}): AsyncGenerator<Uint8Array, void, undefined> {
    const { saveImages } = await import("../image/archive/save.ts");
    const signal = currentSignal() ?? new AbortController().signal;
    yield* await saveImages({ ...this.#base, signal }, [this.name], options);
  }

  /** Starts a container from it: `run("nginx", …)` without the name. */
  run(command: readonly string[], options?: RunFlags): OutputOperation<Container>;
  run(options?: RunOptions): OutputOperation<Container>;
  run(first: readonly string[] | RunOptions = {}, flags: RunFlags = {}): OutputOperation<Container> {
    const run = createRun(async () => this.#base);
    const isCommand = (value: readonly string[] | RunOptions): value is readonly string[] => Array.isArray(value);
    return isCommand(first) ? run(this.name, first, flags) : run(this.name, first);
  }

  /** Brings it to the registry that its name says. */
  push(options: PushOptions = {}): ProgressOperation<PushedImage> {
    return createPushVerbs(async () => this.#base).push(this.name, options);
  }

  /** Takes its name away, and with the last name the image. */
  remove(options: RemoveOptions = {}): Operation<RemovedImage> {
    return Operation.cleanup(async (settings) => {
      const { removeImage } = await import("../image/remove.ts");
      return await removeImage(contextOf(this.#base, settings), this.name, options);
    });
  }

  /** For Bun, whose `console.log` shows the methods of a class, too. */
  [inspect.custom](_depth: number, options: InspectOptions): string {
    return `ImageHandle ${inspect({ ...this }, options)}`;
  }
}
