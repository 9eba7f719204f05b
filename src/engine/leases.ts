import { randomUUID } from "node:crypto";
import { type LeasesLease, type LeasesResource, methods } from "./protocol.ts";
import { Service, type Waits } from "./service.ts";

export class Leases extends Service {
  /** The label `containerd.io/gc.expire`, an RFC 3339 time, ends a lease that nobody came back to. */
  async create(id: string, labels: Readonly<Record<string, string>> = {}, waits?: Waits): Promise<void> {
    await this.call(methods.leases.create, { id, labels }, waits);
  }

  /** With `sync`, what it alone kept is gone when it resolves. */
  async delete(id: string, { sync = false, ...waits }: Waits & { sync?: boolean } = {}): Promise<void> {
    await this.callSlowly(methods.leases.delete, { id, sync }, waits);
  }

  /** Resolves when what nothing refers to is gone: containerd collects at once only where a lease or an image goes. */
  async collect(): Promise<void> {
    const id = `nerdsh-collect-${randomUUID()}`;
    await this.create(id, { "containerd.io/gc.expire": new Date(Date.now() + 60_000).toISOString() });
    await this.delete(id, { sync: true });
  }

  async list(filters: readonly string[] = [], waits?: Waits): Promise<readonly LeasesLease[]> {
    return (await this.call(methods.leases.list, { filters }, waits)).leases;
  }

  async resources(id: string, waits?: Waits): Promise<readonly LeasesResource[]> {
    return (await this.call(methods.leases.listResources, { id }, waits)).resources;
  }

  async add(id: string, resource: LeasesResource, waits?: Waits): Promise<void> {
    await this.call(methods.leases.addResource, { id, resource }, waits);
  }
}
