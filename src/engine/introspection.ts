import {
  type IntrospectionPlugin,
  type IntrospectionServerResponse,
  methods,
  type VersionVersionResponse,
} from "./protocol.ts";
import { Service, type Waits } from "./service.ts";

/** A snapshotter that the engine's configuration knows. */
export interface SnapshotterPlugin {
  readonly name: string;
  /** The socket of one that is a program of its own; whether anybody listens there, containerd does not say. */
  readonly address: string | undefined;
  /** Why it cannot be used, in containerd's words: its file system, or its configuration, is not there. */
  readonly failure: string | undefined;
}

/** What the engine says of itself. */
export class Introspection extends Service {
  /** A filter such as `type==io.containerd.snapshotter.v1`; `initErr` tells why a plugin is not there. */
  async plugins(filters: readonly string[] = [], waits?: Waits): Promise<readonly IntrospectionPlugin[]> {
    return (await this.call(methods.introspection.plugins, { filters }, waits)).plugins;
  }

  /** Sorted by name. */
  async snapshotters(waits?: Waits): Promise<readonly SnapshotterPlugin[]> {
    const plugins = await this.plugins(["type==io.containerd.snapshotter.v1"], waits);
    const found = plugins.map(({ id, exports, initErr }) => {
      return { name: id, address: exports["address"], failure: initErr?.message.replace(/: skip plugin$/, "") };
    });
    return found.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async server(waits?: Waits): Promise<IntrospectionServerResponse> {
    return await this.call(methods.introspection.server, {}, waits);
  }

  async version(waits?: Waits): Promise<VersionVersionResponse> {
    return await this.call(methods.version.version, {}, waits);
  }
}
