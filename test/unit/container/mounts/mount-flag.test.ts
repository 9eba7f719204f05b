import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseMount } from "../../../../src/container/mounts/mount-flag.ts";
import type { RequestedMount } from "../../../../src/container/mounts/requested-mount.ts";

const cwd = "/home/user";
const placed = { access: "rw", mode: "", short: false } as const;
const bind = {
  type: "bind",
  source: "/a",
  target: "/b",
  ...placed,
  propagation: "rprivate",
  recursive: true,
  makeSource: false,
} as const;
const volume = {
  type: "volume",
  source: undefined,
  target: "/b",
  ...placed,
  copy: true,
  subpath: undefined,
  labels: {},
  anonymous: true,
} as const;
const named = { ...volume, source: "data", anonymous: false } as const;
const tmpfs = { type: "tmpfs", target: "/b", ...placed } as const;
const tmpfsOptions = ["noexec", "nosuid", "nodev", "rprivate"];

describe("a mount", () => {
  const cases: readonly [text: string, mount: RequestedMount][] = [
    ["type=bind,source=/a,target=/b", bind],
    ["type=bind,src=/a,dst=/b", bind],
    ["destination=/b,type=bind,src=/a", bind],
    ["type=bind,src=.,dst=/b", { ...bind, source: "/home/user" }],
    ["type=bind,src=/a,dst=/b/c/..", bind],
    ['type=bind,"src=/a,b",dst=/b', { ...bind, source: "/a,b" }],
    ["type=bind,src=/a,dst=/b,readonly", { ...bind, access: "ro" }],
    ["type=bind,src=/a,dst=/b,ro=true", { ...bind, access: "ro" }],
    ["type=bind,src=/a,dst=/b,readonly=0", bind],
    ["type=bind,src=/a,dst=/b,ro,bind-recursive=writable", { ...bind, access: "ro-top" }],
    ["type=bind,src=/a,dst=/b,ro,bind-recursive=readonly", { ...bind, access: "ro-all" }],
    ["type=bind,src=/a,dst=/b,bind-recursive=disabled", { ...bind, recursive: false }],
    ["type=bind,src=/a,dst=/b,bind-nonrecursive", { ...bind, recursive: false }],
    ["type=bind,src=/a,dst=/b,bind-propagation=rslave,consistency=cached", { ...bind, propagation: "rslave" }],
    ["type=bind,src=/a,dst=/b,bind-create-host-path", { ...bind, makeSource: true }],
    ["dst=/b", volume],
    ["type=volume,src=data,dst=/b", named],
    ["src=data,dst=/b,volume-nocopy,volume-driver=local", { ...named, copy: false }],
    ["src=data,dst=/b,volume-subpath=in/it", { ...named, subpath: "in/it" }],
    ["src=data,dst=/b,volume-label=a=1,volume-label=b", { ...named, labels: { a: "1", b: "" } }],
    [
      "src=data,dst=/b,volume-opt=type=tmpfs,volume-opt=device=tmpfs",
      { ...named, driverOptions: { type: "tmpfs", device: "tmpfs" } },
    ],
    ["type=tmpfs,dst=/b", { ...tmpfs, options: tmpfsOptions }],
    [
      "type=tmpfs,dst=/b,tmpfs-size=64m,tmpfs-mode=1770",
      { ...tmpfs, options: [...tmpfsOptions, "size=67108864", "mode=1770"] },
    ],
    ["type=tmpfs,dst=/b,ro", { ...tmpfs, access: "ro", options: [...tmpfsOptions, "ro"] }],
    [
      "type=image,src=nginx,dst=/b",
      { type: "image", source: "nginx", target: "/b", ...placed, access: "ro", subpath: undefined },
    ],
  ];
  for (const [text, mount] of cases) test(text, () => assert.deepEqual(parseMount(text, cwd), mount));

  const failures: readonly [text: string, problem: string][] = [
    ["", "invalid field '' must be a key=value pair"],
    ["type=bind,src=/a", "target is required"],
    ["type=nfs,dst=/b", "invalid value for type: nfs"],
    ["type=bind,src=/a,dst=/b,colour=red", "unexpected key 'colour' in 'colour=red'"],
    ["type=bind,src,dst=/b", "invalid field 'src' must be a key=value pair"],
    ["type=bind,src=/a,dst=b", "the target must be an absolute path in the container"],
    ["type=bind,src=/a,dst=/", "the target cannot be /"],
    ["type=bind,dst=/b", "field Source must not be empty"],
    ["type=bind,src=data,dst=/b", "invalid mount path: data mount path must be absolute"],
    ["type=bind,src=/a,dst=/b,ro=perhaps", "invalid value for readonly: perhaps"],
    ["type=bind,src=/a,dst=/b,bind-propagation=loud", "invalid value for bind-propagation: loud"],
    ["type=bind,src=/a,dst=/b,bind-recursive=readonly", "bind-recursive=readonly requires readonly"],
    [
      "type=bind,src=/a,dst=/b,ro,bind-recursive=readonly,bind-propagation=shared",
      "bind-recursive=readonly requires bind-propagation=rprivate",
    ],
    ["type=bind,src=/a,dst=/b,volume-nocopy", "cannot mix 'volume-*' options with mount type 'bind'"],
    ["dst=/b,tmpfs-size=1m", "cannot mix 'tmpfs-*' options with mount type 'volume'"],
    ["dst=/b,volume-driver=nfs", "there is only the driver local"],
    ["src=data,dst=/b,volume-subpath=../up", "volume-subpath must be a relative path within it: ../up"],
    ["type=tmpfs,src=/a,dst=/b", "a tmpfs has no source"],
    ["type=tmpfs,dst=/b,tmpfs-size=huge", "invalid value for tmpfs-size: huge"],
    ["type=tmpfs,dst=/b,tmpfs-mode=rwx", "invalid value for tmpfs-mode: rwx"],
    ["type=image,dst=/b", "an image is mounted from its name: write source=IMAGE"],
  ];
  for (const [text, problem] of failures) {
    test(`${JSON.stringify(text)} is refused`, () => {
      const message = `invalid mount ${JSON.stringify(text)}: ${problem}`;
      assert.throws(() => parseMount(text, cwd), { code: "INVALID_VALUE", message });
    });
  }
});
