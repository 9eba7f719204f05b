import type { Draft } from "../rpc/typed-method.ts";
import { type ImagesImage, methods } from "./protocol.ts";
import { Service, type Waits } from "./service.ts";

/** Names of images, such as `docker.io/library/nginx:latest`, and what each points at. */
export class Images extends Service {
  async get(name: string, waits?: Waits): Promise<ImagesImage> {
    const { image } = await this.call(methods.images.get, { name }, waits);
    return image!; // A reply without it would be an error.
  }

  async list(filters: readonly string[] = [], waits?: Waits): Promise<readonly ImagesImage[]> {
    return (await this.call(methods.images.list, { filters }, waits)).images;
  }

  /** ALREADY_EXISTS where the name is taken, wherever it points. */
  async create(image: Draft<ImagesImage>, waits?: Waits): Promise<void> {
    await this.call(methods.images.create, { image }, waits);
  }

  /** The fields that `fieldPaths` names; all of them without it. */
  async update(image: Draft<ImagesImage>, fieldPaths: readonly string[] = [], waits?: Waits): Promise<void> {
    await this.call(methods.images.update, { image, updateMask: fieldPaths }, waits);
  }

  /** With `sync`, what nothing refers to any more is gone when it resolves. */
  async delete(name: string, { sync = false, ...waits }: Waits & { sync?: boolean } = {}): Promise<void> {
    await this.callSlowly(methods.images.delete, { name, sync }, waits);
  }
}
