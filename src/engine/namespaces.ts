import { methods, type NamespacesNamespace } from "./protocol.ts";
import { Service, type Waits } from "./service.ts";

type Labels = Readonly<Record<string, string>>;

export class Namespaces extends Service {
  async list(waits?: Waits): Promise<readonly NamespacesNamespace[]> {
    return (await this.call(methods.namespaces.list, {}, waits)).namespaces;
  }

  async get(name: string, waits?: Waits): Promise<NamespacesNamespace> {
    return (await this.call(methods.namespaces.get, { name }, waits)).namespace!;
  }

  async create(name: string, labels: Labels = {}, waits?: Waits): Promise<void> {
    await this.call(methods.namespaces.create, { namespace: { name, labels } }, waits);
  }

  async update(name: string, labels: Labels, waits?: Waits): Promise<void> {
    const updateMask = Object.keys(labels).map((key) => `labels.${key}`);
    await this.call(methods.namespaces.update, { namespace: { name, labels }, updateMask }, waits);
  }

  /** Refused while anything is in it. */
  async delete(name: string, waits?: Waits): Promise<void> {
    await this.call(methods.namespaces.delete, { name }, waits);
  }
}
