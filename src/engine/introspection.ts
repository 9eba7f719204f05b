import {
  type IntrospectionPlugin,
  type IntrospectionServerResponse,
  methods,
  type VersionVersionResponse,
} from "./protocol.ts";
import { Service, type Waits } from "./service.ts";

/** What the engine says of itself. */
export class Introspection extends Service {
  /** A filter such as `type==io.containerd.snapshotter.v1`; `initErr` tells why a plugin is not there. */
  async plugins(filters: readonly string[] = [], waits?: Waits): Promise<readonly IntrospectionPlugin[]> {
    return (await this.call(methods.introspection.plugins, { filters }, waits)).plugins;
  }

  async server(waits?: Waits): Promise<IntrospectionServerResponse> {
    return await this.call(methods.introspection.server, {}, waits);
  }

  async version(waits?: Waits): Promise<VersionVersionResponse> {
    return await this.call(methods.version.version, {}, waits);
  }
}
