// Generated from proto/ by `npm run build:proto`; edit the .proto files instead.
import type { MessageTable } from "../rpc/codec.ts";
import type { TypedMethod } from "../rpc/typed-method.ts";

export type ContentWriteAction = "STAT" | "WRITE" | "COMMIT";
export type SnapshotsKind = "UNKNOWN" | "VIEW" | "ACTIVE" | "COMMITTED";
export type TaskStatus = "UNKNOWN" | "CREATED" | "RUNNING" | "STOPPED" | "PAUSED" | "PAUSING";
export interface ContainerCreateEvent {
  id: string;
  image: string;
}
export interface ContainerDeleteEvent {
  id: string;
}
export interface ContainerUpdateEvent {
  id: string;
  image: string;
  labels: Readonly<Record<string, string>>;
  snapshotKey: string;
}
export interface ImageCreateEvent {
  name: string;
  labels: Readonly<Record<string, string>>;
}
export interface ImageDeleteEvent {
  name: string;
}
export interface ImageUpdateEvent {
  name: string;
  labels: Readonly<Record<string, string>>;
}
export interface NamespaceCreateEvent {
  name: string;
  labels: Readonly<Record<string, string>>;
}
export interface NamespaceDeleteEvent {
  name: string;
}
export interface SnapshotCommitEvent {
  key: string;
  name: string;
  snapshotter: string;
}
export interface SnapshotPrepareEvent {
  key: string;
  parent: string;
  snapshotter: string;
}
export interface SnapshotRemoveEvent {
  key: string;
  snapshotter: string;
}
export interface TaskCheckpointedEvent {
  containerId: string;
  checkpoint: string;
}
export interface TaskCreateEvent {
  containerId: string;
  bundle: string;
  io?: TaskIOEvent | undefined;
  checkpoint: string;
  pid: number;
}
export interface TaskDeleteEvent {
  containerId: string;
  pid: number;
  exitStatus: number;
  exitedAt?: string | undefined;
  id: string;
}
export interface TaskExecAddedEvent {
  containerId: string;
  execId: string;
}
export interface TaskExecStartedEvent {
  containerId: string;
  execId: string;
  pid: number;
}
export interface TaskExitEvent {
  containerId: string;
  id: string;
  pid: number;
  exitStatus: number;
  exitedAt?: string | undefined;
}
export interface TaskIOEvent {
  stdin: string;
  stdout: string;
  stderr: string;
  terminal: boolean;
}
export interface TaskOOMEvent {
  containerId: string;
}
export interface TaskPausedEvent {
  containerId: string;
}
export interface TaskResumedEvent {
  containerId: string;
}
export interface TaskStartEvent {
  containerId: string;
  pid: number;
}
export interface RuncCheckpointOptions {
  exit: boolean;
  openTcp: boolean;
  externalUnixSockets: boolean;
  terminal: boolean;
  fileLocks: boolean;
  emptyNamespaces: readonly string[];
  cgroupsMode: string;
  imagePath: string;
  workPath: string;
}
export interface RuncOptions {
  noPivotRoot: boolean;
  noNewKeyring: boolean;
  shimCgroup: string;
  ioUid: number;
  ioGid: number;
  binaryName: string;
  root: string;
  systemdCgroup: boolean;
  criuImagePath: string;
  criuWorkPath: string;
}
export interface RuncProcessDetails {
  execId: string;
}
export interface ContainersContainer {
  id: string;
  labels: Readonly<Record<string, string>>;
  image: string;
  runtime?: ContainersContainerRuntime | undefined;
  spec?: Any | undefined;
  snapshotter: string;
  snapshotKey: string;
  createdAt?: string | undefined;
  updatedAt?: string | undefined;
  extensions: Readonly<Record<string, Any>>;
  sandbox: string;
}
export interface ContainersContainerRuntime {
  name: string;
  options?: Any | undefined;
}
export interface ContainersCreateContainerRequest {
  container?: ContainersContainer | undefined;
}
export interface ContainersCreateContainerResponse {
  container?: ContainersContainer | undefined;
}
export interface ContainersDeleteContainerRequest {
  id: string;
}
export interface ContainersGetContainerRequest {
  id: string;
}
export interface ContainersGetContainerResponse {
  container?: ContainersContainer | undefined;
}
export interface ContainersListContainerMessage {
  container?: ContainersContainer | undefined;
}
export interface ContainersListContainersRequest {
  filters: readonly string[];
}
export interface ContainersListContainersResponse {
  containers: readonly ContainersContainer[];
}
export interface ContainersUpdateContainerRequest {
  container?: ContainersContainer | undefined;
  updateMask?: readonly string[] | undefined;
}
export interface ContainersUpdateContainerResponse {
  container?: ContainersContainer | undefined;
}
export interface ContentAbortRequest {
  ref: string;
}
export interface ContentDeleteContentRequest {
  digest: string;
}
export interface ContentInfo {
  digest: string;
  size: number;
  createdAt?: string | undefined;
  updatedAt?: string | undefined;
  labels: Readonly<Record<string, string>>;
}
export interface ContentInfoRequest {
  digest: string;
}
export interface ContentInfoResponse {
  info?: ContentInfo | undefined;
}
export interface ContentListContentRequest {
  filters: readonly string[];
}
export interface ContentListContentResponse {
  info: readonly ContentInfo[];
}
export interface ContentListStatusesRequest {
  filters: readonly string[];
}
export interface ContentListStatusesResponse {
  statuses: readonly ContentStatus[];
}
export interface ContentReadContentRequest {
  digest: string;
  offset: number;
  size: number;
}
export interface ContentReadContentResponse {
  offset: number;
  data: Uint8Array;
}
export interface ContentStatus {
  startedAt?: string | undefined;
  updatedAt?: string | undefined;
  ref: string;
  offset: number;
  total: number;
  expected: string;
}
export interface ContentStatusRequest {
  ref: string;
}
export interface ContentStatusResponse {
  status?: ContentStatus | undefined;
}
export interface ContentUpdateRequest {
  info?: ContentInfo | undefined;
  updateMask?: readonly string[] | undefined;
}
export interface ContentUpdateResponse {
  info?: ContentInfo | undefined;
}
export interface ContentWriteContentRequest {
  action: ContentWriteAction;
  ref: string;
  total: number;
  expected: string;
  offset: number;
  data: Uint8Array;
  labels: Readonly<Record<string, string>>;
}
export interface ContentWriteContentResponse {
  action: ContentWriteAction;
  startedAt?: string | undefined;
  updatedAt?: string | undefined;
  offset: number;
  total: number;
  digest: string;
}
export interface DiffApplyRequest {
  diff?: Descriptor | undefined;
  mounts: readonly Mount[];
  payloads: Readonly<Record<string, Any>>;
  syncFs: boolean;
}
export interface DiffApplyResponse {
  applied?: Descriptor | undefined;
}
export interface DiffDiffRequest {
  left: readonly Mount[];
  right: readonly Mount[];
  mediaType: string;
  ref: string;
  labels: Readonly<Record<string, string>>;
  sourceDateEpoch?: string | undefined;
}
export interface DiffDiffResponse {
  diff?: Descriptor | undefined;
}
export interface EventsEnvelope {
  timestamp?: string | undefined;
  namespace: string;
  topic: string;
  event?: Any | undefined;
}
export interface EventsPublishRequest {
  topic: string;
  event?: Any | undefined;
}
export interface EventsSubscribeRequest {
  filters: readonly string[];
}
export interface ImagesCreateImageRequest {
  image?: ImagesImage | undefined;
  sourceDateEpoch?: string | undefined;
}
export interface ImagesCreateImageResponse {
  image?: ImagesImage | undefined;
}
export interface ImagesDeleteImageRequest {
  name: string;
  sync: boolean;
}
export interface ImagesGetImageRequest {
  name: string;
}
export interface ImagesGetImageResponse {
  image?: ImagesImage | undefined;
}
export interface ImagesImage {
  name: string;
  labels: Readonly<Record<string, string>>;
  target?: Descriptor | undefined;
  createdAt?: string | undefined;
  updatedAt?: string | undefined;
}
export interface ImagesListImagesRequest {
  filters: readonly string[];
}
export interface ImagesListImagesResponse {
  images: readonly ImagesImage[];
}
export interface ImagesUpdateImageRequest {
  image?: ImagesImage | undefined;
  updateMask?: readonly string[] | undefined;
  sourceDateEpoch?: string | undefined;
}
export interface ImagesUpdateImageResponse {
  image?: ImagesImage | undefined;
}
export interface IntrospectionDeprecationWarning {
  id: string;
  message: string;
  lastOccurrence?: string | undefined;
}
export interface IntrospectionPlugin {
  type: string;
  id: string;
  requires: readonly string[];
  platforms: readonly Platform[];
  exports: Readonly<Record<string, string>>;
  capabilities: readonly string[];
  initErr?: RpcStatus | undefined;
}
export interface IntrospectionPluginsRequest {
  filters: readonly string[];
}
export interface IntrospectionPluginsResponse {
  plugins: readonly IntrospectionPlugin[];
}
export interface IntrospectionServerResponse {
  uuid: string;
  pid: number;
  pidns: number;
  deprecations: readonly IntrospectionDeprecationWarning[];
}
export interface LeasesAddResourceRequest {
  id: string;
  resource?: LeasesResource | undefined;
}
export interface LeasesCreateRequest {
  id: string;
  labels: Readonly<Record<string, string>>;
}
export interface LeasesCreateResponse {
  lease?: LeasesLease | undefined;
}
export interface LeasesDeleteRequest {
  id: string;
  sync: boolean;
}
export interface LeasesDeleteResourceRequest {
  id: string;
  resource?: LeasesResource | undefined;
}
export interface LeasesLease {
  id: string;
  createdAt?: string | undefined;
  labels: Readonly<Record<string, string>>;
}
export interface LeasesListRequest {
  filters: readonly string[];
}
export interface LeasesListResourcesRequest {
  id: string;
}
export interface LeasesListResourcesResponse {
  resources: readonly LeasesResource[];
}
export interface LeasesListResponse {
  leases: readonly LeasesLease[];
}
export interface LeasesResource {
  id: string;
  type: string;
}
export interface NamespacesCreateNamespaceRequest {
  namespace?: NamespacesNamespace | undefined;
}
export interface NamespacesCreateNamespaceResponse {
  namespace?: NamespacesNamespace | undefined;
}
export interface NamespacesDeleteNamespaceRequest {
  name: string;
}
export interface NamespacesGetNamespaceRequest {
  name: string;
}
export interface NamespacesGetNamespaceResponse {
  namespace?: NamespacesNamespace | undefined;
}
export interface NamespacesListNamespacesRequest {
  filter: string;
}
export interface NamespacesListNamespacesResponse {
  namespaces: readonly NamespacesNamespace[];
}
export interface NamespacesNamespace {
  name: string;
  labels: Readonly<Record<string, string>>;
}
export interface NamespacesUpdateNamespaceRequest {
  namespace?: NamespacesNamespace | undefined;
  updateMask?: readonly string[] | undefined;
}
export interface NamespacesUpdateNamespaceResponse {
  namespace?: NamespacesNamespace | undefined;
}
export interface SnapshotsCleanupRequest {
  snapshotter: string;
}
export interface SnapshotsCommitSnapshotRequest {
  snapshotter: string;
  name: string;
  key: string;
  labels: Readonly<Record<string, string>>;
}
export interface SnapshotsInfo {
  name: string;
  parent: string;
  kind: SnapshotsKind;
  createdAt?: string | undefined;
  updatedAt?: string | undefined;
  labels: Readonly<Record<string, string>>;
}
export interface SnapshotsListSnapshotsRequest {
  snapshotter: string;
  filters: readonly string[];
}
export interface SnapshotsListSnapshotsResponse {
  info: readonly SnapshotsInfo[];
}
export interface SnapshotsMountsRequest {
  snapshotter: string;
  key: string;
}
export interface SnapshotsMountsResponse {
  mounts: readonly Mount[];
}
export interface SnapshotsPrepareSnapshotRequest {
  snapshotter: string;
  key: string;
  parent: string;
  labels: Readonly<Record<string, string>>;
}
export interface SnapshotsPrepareSnapshotResponse {
  mounts: readonly Mount[];
}
export interface SnapshotsRemoveSnapshotRequest {
  snapshotter: string;
  key: string;
}
export interface SnapshotsStatSnapshotRequest {
  snapshotter: string;
  key: string;
}
export interface SnapshotsStatSnapshotResponse {
  info?: SnapshotsInfo | undefined;
}
export interface SnapshotsUpdateSnapshotRequest {
  snapshotter: string;
  info?: SnapshotsInfo | undefined;
  updateMask?: readonly string[] | undefined;
}
export interface SnapshotsUpdateSnapshotResponse {
  info?: SnapshotsInfo | undefined;
}
export interface SnapshotsUsageRequest {
  snapshotter: string;
  key: string;
}
export interface SnapshotsUsageResponse {
  size: number;
  inodes: number;
}
export interface SnapshotsViewSnapshotRequest {
  snapshotter: string;
  key: string;
  parent: string;
  labels: Readonly<Record<string, string>>;
}
export interface SnapshotsViewSnapshotResponse {
  mounts: readonly Mount[];
}
export interface TasksCheckpointTaskRequest {
  containerId: string;
  parentCheckpoint: string;
  options?: Any | undefined;
}
export interface TasksCheckpointTaskResponse {
  descriptors: readonly Descriptor[];
}
export interface TasksCloseIORequest {
  containerId: string;
  execId: string;
  stdin: boolean;
}
export interface TasksCreateTaskRequest {
  containerId: string;
  rootfs: readonly Mount[];
  stdin: string;
  stdout: string;
  stderr: string;
  terminal: boolean;
  checkpoint?: Descriptor | undefined;
  options?: Any | undefined;
  runtimePath: string;
}
export interface TasksCreateTaskResponse {
  containerId: string;
  pid: number;
}
export interface TasksDeleteProcessRequest {
  containerId: string;
  execId: string;
}
export interface TasksDeleteResponse {
  id: string;
  pid: number;
  exitStatus: number;
  exitedAt?: string | undefined;
}
export interface TasksDeleteTaskRequest {
  containerId: string;
}
export interface TasksExecProcessRequest {
  containerId: string;
  stdin: string;
  stdout: string;
  stderr: string;
  terminal: boolean;
  spec?: Any | undefined;
  execId: string;
}
export interface TasksGetRequest {
  containerId: string;
  execId: string;
}
export interface TasksGetResponse {
  process?: Process | undefined;
}
export interface TasksKillRequest {
  containerId: string;
  execId: string;
  signal: number;
  all: boolean;
}
export interface TasksListPidsRequest {
  containerId: string;
}
export interface TasksListPidsResponse {
  processes: readonly ProcessInfo[];
}
export interface TasksListTasksRequest {
  filter: string;
}
export interface TasksListTasksResponse {
  tasks: readonly Process[];
}
export interface TasksMetricsRequest {
  filters: readonly string[];
}
export interface TasksMetricsResponse {
  metrics: readonly Metric[];
}
export interface TasksPauseTaskRequest {
  containerId: string;
}
export interface TasksResizePtyRequest {
  containerId: string;
  execId: string;
  width: number;
  height: number;
}
export interface TasksResumeTaskRequest {
  containerId: string;
}
export interface TasksStartRequest {
  containerId: string;
  execId: string;
}
export interface TasksStartResponse {
  pid: number;
}
export interface TasksUpdateTaskRequest {
  containerId: string;
  resources?: Any | undefined;
  annotations: Readonly<Record<string, string>>;
}
export interface TasksWaitRequest {
  containerId: string;
  execId: string;
}
export interface TasksWaitResponse {
  exitStatus: number;
  exitedAt?: string | undefined;
}
export interface VersionVersionResponse {
  version: string;
  revision: string;
}
export interface Descriptor {
  mediaType: string;
  digest: string;
  size: number;
  annotations: Readonly<Record<string, string>>;
}
export interface Metric {
  timestamp?: string | undefined;
  id: string;
  data?: Any | undefined;
}
export interface Mount {
  type: string;
  source: string;
  target: string;
  options: readonly string[];
}
export interface Platform {
  os: string;
  architecture: string;
  variant: string;
}
export interface Process {
  containerId: string;
  id: string;
  pid: number;
  status: TaskStatus;
  stdin: string;
  stdout: string;
  stderr: string;
  terminal: boolean;
  exitStatus: number;
  exitedAt?: string | undefined;
}
export interface ProcessInfo {
  pid: number;
  info?: Any | undefined;
}
export interface Any {
  typeUrl: string;
  value: Uint8Array;
}
export interface Empty {
}
export interface RpcStatus {
  code: number;
  message: string;
  details: readonly Any[];
}
export interface CgroupV1BlkIOEntry {
  op: string;
  device: string;
  major: number;
  minor: number;
  value: number;
}
export interface CgroupV1BlkIOStat {
  ioServiceBytesRecursive: readonly CgroupV1BlkIOEntry[];
}
export interface CgroupV1CPUStat {
  usage?: CgroupV1CPUUsage | undefined;
}
export interface CgroupV1CPUUsage {
  total: number;
  kernel: number;
  user: number;
}
export interface CgroupV1MemoryEntry {
  limit: number;
  usage: number;
  max: number;
  failcnt: number;
}
export interface CgroupV1MemoryStat {
  totalInactiveFile: number;
  usage?: CgroupV1MemoryEntry | undefined;
  swap?: CgroupV1MemoryEntry | undefined;
}
export interface CgroupV1Metrics {
  pids?: CgroupV1PidsStat | undefined;
  cpu?: CgroupV1CPUStat | undefined;
  memory?: CgroupV1MemoryStat | undefined;
  blkio?: CgroupV1BlkIOStat | undefined;
}
export interface CgroupV1PidsStat {
  current: number;
  limit: number;
}
export interface CgroupV2CPUStat {
  usageUsec: number;
  userUsec: number;
  systemUsec: number;
}
export interface CgroupV2IOEntry {
  major: number;
  minor: number;
  rbytes: number;
  wbytes: number;
}
export interface CgroupV2IOStat {
  usage: readonly CgroupV2IOEntry[];
}
export interface CgroupV2MemoryStat {
  inactiveFile: number;
  usage: number;
  usageLimit: number;
  swapUsage: number;
  swapLimit: number;
}
export interface CgroupV2Metrics {
  pids?: CgroupV2PidsStat | undefined;
  cpu?: CgroupV2CPUStat | undefined;
  memory?: CgroupV2MemoryStat | undefined;
  io?: CgroupV2IOStat | undefined;
}
export interface CgroupV2PidsStat {
  current: number;
  limit: number;
}

export const messages: MessageTable = {
  "containerd.events.ContainerCreate": "id:1:string,image:2:string",
  "containerd.events.ContainerDelete": "id:1:string",
  "containerd.events.ContainerUpdate": "id:1:string,image:2:string,labels:3:string:map,snapshotKey:4:string",
  "containerd.events.ImageCreate": "name:1:string,labels:2:string:map",
  "containerd.events.ImageDelete": "name:1:string",
  "containerd.events.ImageUpdate": "name:1:string,labels:2:string:map",
  "containerd.events.NamespaceCreate": "name:1:string,labels:2:string:map",
  "containerd.events.NamespaceDelete": "name:1:string",
  "containerd.events.SnapshotCommit": "key:1:string,name:2:string,snapshotter:5:string",
  "containerd.events.SnapshotPrepare": "key:1:string,parent:2:string,snapshotter:5:string",
  "containerd.events.SnapshotRemove": "key:1:string,snapshotter:5:string",
  "containerd.events.TaskCheckpointed": "containerId:1:string,checkpoint:2:string",
  "containerd.events.TaskCreate": "containerId:1:string,bundle:2:string,io:4:containerd.events.TaskIO,checkpoint:5:string,pid:6:varint",
  "containerd.events.TaskDelete": "containerId:1:string,pid:2:varint,exitStatus:3:varint,exitedAt:4:timestamp,id:5:string",
  "containerd.events.TaskExecAdded": "containerId:1:string,execId:2:string",
  "containerd.events.TaskExecStarted": "containerId:1:string,execId:2:string,pid:3:varint",
  "containerd.events.TaskExit": "containerId:1:string,id:2:string,pid:3:varint,exitStatus:4:varint,exitedAt:5:timestamp",
  "containerd.events.TaskIO": "stdin:1:string,stdout:2:string,stderr:3:string,terminal:4:bool",
  "containerd.events.TaskOOM": "containerId:1:string",
  "containerd.events.TaskPaused": "containerId:1:string",
  "containerd.events.TaskResumed": "containerId:1:string",
  "containerd.events.TaskStart": "containerId:1:string,pid:2:varint",
  "containerd.runc.v1.CheckpointOptions": "exit:1:bool,openTcp:2:bool,externalUnixSockets:3:bool,terminal:4:bool,fileLocks:5:bool,emptyNamespaces:6:string:many,cgroupsMode:7:string,imagePath:8:string,workPath:9:string",
  "containerd.runc.v1.Options": "noPivotRoot:1:bool,noNewKeyring:2:bool,shimCgroup:3:string,ioUid:4:varint,ioGid:5:varint,binaryName:6:string,root:7:string,systemdCgroup:9:bool,criuImagePath:10:string,criuWorkPath:11:string",
  "containerd.runc.v1.ProcessDetails": "execId:1:string",
  "containerd.services.containers.v1.Container": "id:1:string,labels:2:string:map,image:3:string,runtime:4:containerd.services.containers.v1.Container.Runtime,spec:5:google.protobuf.Any,snapshotter:6:string,snapshotKey:7:string,createdAt:8:timestamp,updatedAt:9:timestamp,extensions:10:google.protobuf.Any:map,sandbox:11:string",
  "containerd.services.containers.v1.Container.Runtime": "name:1:string,options:2:google.protobuf.Any",
  "containerd.services.containers.v1.CreateContainerRequest": "container:1:containerd.services.containers.v1.Container",
  "containerd.services.containers.v1.CreateContainerResponse": "container:1:containerd.services.containers.v1.Container",
  "containerd.services.containers.v1.DeleteContainerRequest": "id:1:string",
  "containerd.services.containers.v1.GetContainerRequest": "id:1:string",
  "containerd.services.containers.v1.GetContainerResponse": "container:1:containerd.services.containers.v1.Container",
  "containerd.services.containers.v1.ListContainerMessage": "container:1:containerd.services.containers.v1.Container",
  "containerd.services.containers.v1.ListContainersRequest": "filters:1:string:many",
  "containerd.services.containers.v1.ListContainersResponse": "containers:1:containerd.services.containers.v1.Container:many",
  "containerd.services.containers.v1.UpdateContainerRequest": "container:1:containerd.services.containers.v1.Container,updateMask:2:mask",
  "containerd.services.containers.v1.UpdateContainerResponse": "container:1:containerd.services.containers.v1.Container",
  "containerd.services.content.v1.AbortRequest": "ref:1:string",
  "containerd.services.content.v1.DeleteContentRequest": "digest:1:string",
  "containerd.services.content.v1.Info": "digest:1:string,size:2:varint,createdAt:3:timestamp,updatedAt:4:timestamp,labels:5:string:map",
  "containerd.services.content.v1.InfoRequest": "digest:1:string",
  "containerd.services.content.v1.InfoResponse": "info:1:containerd.services.content.v1.Info",
  "containerd.services.content.v1.ListContentRequest": "filters:1:string:many",
  "containerd.services.content.v1.ListContentResponse": "info:1:containerd.services.content.v1.Info:many",
  "containerd.services.content.v1.ListStatusesRequest": "filters:1:string:many",
  "containerd.services.content.v1.ListStatusesResponse": "statuses:1:containerd.services.content.v1.Status:many",
  "containerd.services.content.v1.ReadContentRequest": "digest:1:string,offset:2:varint,size:3:varint",
  "containerd.services.content.v1.ReadContentResponse": "offset:1:varint,data:2:bytes",
  "containerd.services.content.v1.Status": "startedAt:1:timestamp,updatedAt:2:timestamp,ref:3:string,offset:4:varint,total:5:varint,expected:6:string",
  "containerd.services.content.v1.StatusRequest": "ref:1:string",
  "containerd.services.content.v1.StatusResponse": "status:1:containerd.services.content.v1.Status",
  "containerd.services.content.v1.UpdateRequest": "info:1:containerd.services.content.v1.Info,updateMask:2:mask",
  "containerd.services.content.v1.UpdateResponse": "info:1:containerd.services.content.v1.Info",
  "containerd.services.content.v1.WriteContentRequest": "action:1:enum STAT WRITE COMMIT,ref:2:string,total:3:varint,expected:4:string,offset:5:varint,data:6:bytes,labels:7:string:map",
  "containerd.services.content.v1.WriteContentResponse": "action:1:enum STAT WRITE COMMIT,startedAt:2:timestamp,updatedAt:3:timestamp,offset:4:varint,total:5:varint,digest:6:string",
  "containerd.services.diff.v1.ApplyRequest": "diff:1:containerd.types.Descriptor,mounts:2:containerd.types.Mount:many,payloads:3:google.protobuf.Any:map,syncFs:4:bool",
  "containerd.services.diff.v1.ApplyResponse": "applied:1:containerd.types.Descriptor",
  "containerd.services.diff.v1.DiffRequest": "left:1:containerd.types.Mount:many,right:2:containerd.types.Mount:many,mediaType:3:string,ref:4:string,labels:5:string:map,sourceDateEpoch:6:timestamp",
  "containerd.services.diff.v1.DiffResponse": "diff:3:containerd.types.Descriptor",
  "containerd.services.events.v1.Envelope": "timestamp:1:timestamp,namespace:2:string,topic:3:string,event:4:google.protobuf.Any",
  "containerd.services.events.v1.PublishRequest": "topic:1:string,event:2:google.protobuf.Any",
  "containerd.services.events.v1.SubscribeRequest": "filters:1:string:many",
  "containerd.services.images.v1.CreateImageRequest": "image:1:containerd.services.images.v1.Image,sourceDateEpoch:2:timestamp",
  "containerd.services.images.v1.CreateImageResponse": "image:1:containerd.services.images.v1.Image",
  "containerd.services.images.v1.DeleteImageRequest": "name:1:string,sync:2:bool",
  "containerd.services.images.v1.GetImageRequest": "name:1:string",
  "containerd.services.images.v1.GetImageResponse": "image:1:containerd.services.images.v1.Image",
  "containerd.services.images.v1.Image": "name:1:string,labels:2:string:map,target:3:containerd.types.Descriptor,createdAt:7:timestamp,updatedAt:8:timestamp",
  "containerd.services.images.v1.ListImagesRequest": "filters:1:string:many",
  "containerd.services.images.v1.ListImagesResponse": "images:1:containerd.services.images.v1.Image:many",
  "containerd.services.images.v1.UpdateImageRequest": "image:1:containerd.services.images.v1.Image,updateMask:2:mask,sourceDateEpoch:3:timestamp",
  "containerd.services.images.v1.UpdateImageResponse": "image:1:containerd.services.images.v1.Image",
  "containerd.services.introspection.v1.DeprecationWarning": "id:1:string,message:2:string,lastOccurrence:3:timestamp",
  "containerd.services.introspection.v1.Plugin": "type:1:string,id:2:string,requires:3:string:many,platforms:4:containerd.types.Platform:many,exports:5:string:map,capabilities:6:string:many,initErr:7:google.rpc.Status",
  "containerd.services.introspection.v1.PluginsRequest": "filters:1:string:many",
  "containerd.services.introspection.v1.PluginsResponse": "plugins:1:containerd.services.introspection.v1.Plugin:many",
  "containerd.services.introspection.v1.ServerResponse": "uuid:1:string,pid:2:unsigned,pidns:3:unsigned,deprecations:4:containerd.services.introspection.v1.DeprecationWarning:many",
  "containerd.services.leases.v1.AddResourceRequest": "id:1:string,resource:2:containerd.services.leases.v1.Resource",
  "containerd.services.leases.v1.CreateRequest": "id:1:string,labels:3:string:map",
  "containerd.services.leases.v1.CreateResponse": "lease:1:containerd.services.leases.v1.Lease",
  "containerd.services.leases.v1.DeleteRequest": "id:1:string,sync:2:bool",
  "containerd.services.leases.v1.DeleteResourceRequest": "id:1:string,resource:2:containerd.services.leases.v1.Resource",
  "containerd.services.leases.v1.Lease": "id:1:string,createdAt:2:timestamp,labels:3:string:map",
  "containerd.services.leases.v1.ListRequest": "filters:1:string:many",
  "containerd.services.leases.v1.ListResourcesRequest": "id:1:string",
  "containerd.services.leases.v1.ListResourcesResponse": "resources:1:containerd.services.leases.v1.Resource:many",
  "containerd.services.leases.v1.ListResponse": "leases:1:containerd.services.leases.v1.Lease:many",
  "containerd.services.leases.v1.Resource": "id:1:string,type:2:string",
  "containerd.services.namespaces.v1.CreateNamespaceRequest": "namespace:1:containerd.services.namespaces.v1.Namespace",
  "containerd.services.namespaces.v1.CreateNamespaceResponse": "namespace:1:containerd.services.namespaces.v1.Namespace",
  "containerd.services.namespaces.v1.DeleteNamespaceRequest": "name:1:string",
  "containerd.services.namespaces.v1.GetNamespaceRequest": "name:1:string",
  "containerd.services.namespaces.v1.GetNamespaceResponse": "namespace:1:containerd.services.namespaces.v1.Namespace",
  "containerd.services.namespaces.v1.ListNamespacesRequest": "filter:1:string",
  "containerd.services.namespaces.v1.ListNamespacesResponse": "namespaces:1:containerd.services.namespaces.v1.Namespace:many",
  "containerd.services.namespaces.v1.Namespace": "name:1:string,labels:2:string:map",
  "containerd.services.namespaces.v1.UpdateNamespaceRequest": "namespace:1:containerd.services.namespaces.v1.Namespace,updateMask:2:mask",
  "containerd.services.namespaces.v1.UpdateNamespaceResponse": "namespace:1:containerd.services.namespaces.v1.Namespace",
  "containerd.services.snapshots.v1.CleanupRequest": "snapshotter:1:string",
  "containerd.services.snapshots.v1.CommitSnapshotRequest": "snapshotter:1:string,name:2:string,key:3:string,labels:4:string:map",
  "containerd.services.snapshots.v1.Info": "name:1:string,parent:2:string,kind:3:enum UNKNOWN VIEW ACTIVE COMMITTED,createdAt:4:timestamp,updatedAt:5:timestamp,labels:6:string:map",
  "containerd.services.snapshots.v1.ListSnapshotsRequest": "snapshotter:1:string,filters:2:string:many",
  "containerd.services.snapshots.v1.ListSnapshotsResponse": "info:1:containerd.services.snapshots.v1.Info:many",
  "containerd.services.snapshots.v1.MountsRequest": "snapshotter:1:string,key:2:string",
  "containerd.services.snapshots.v1.MountsResponse": "mounts:1:containerd.types.Mount:many",
  "containerd.services.snapshots.v1.PrepareSnapshotRequest": "snapshotter:1:string,key:2:string,parent:3:string,labels:4:string:map",
  "containerd.services.snapshots.v1.PrepareSnapshotResponse": "mounts:1:containerd.types.Mount:many",
  "containerd.services.snapshots.v1.RemoveSnapshotRequest": "snapshotter:1:string,key:2:string",
  "containerd.services.snapshots.v1.StatSnapshotRequest": "snapshotter:1:string,key:2:string",
  "containerd.services.snapshots.v1.StatSnapshotResponse": "info:1:containerd.services.snapshots.v1.Info",
  "containerd.services.snapshots.v1.UpdateSnapshotRequest": "snapshotter:1:string,info:2:containerd.services.snapshots.v1.Info,updateMask:3:mask",
  "containerd.services.snapshots.v1.UpdateSnapshotResponse": "info:1:containerd.services.snapshots.v1.Info",
  "containerd.services.snapshots.v1.UsageRequest": "snapshotter:1:string,key:2:string",
  "containerd.services.snapshots.v1.UsageResponse": "size:1:varint,inodes:2:varint",
  "containerd.services.snapshots.v1.ViewSnapshotRequest": "snapshotter:1:string,key:2:string,parent:3:string,labels:4:string:map",
  "containerd.services.snapshots.v1.ViewSnapshotResponse": "mounts:1:containerd.types.Mount:many",
  "containerd.services.tasks.v1.CheckpointTaskRequest": "containerId:1:string,parentCheckpoint:2:string,options:3:google.protobuf.Any",
  "containerd.services.tasks.v1.CheckpointTaskResponse": "descriptors:1:containerd.types.Descriptor:many",
  "containerd.services.tasks.v1.CloseIORequest": "containerId:1:string,execId:2:string,stdin:3:bool",
  "containerd.services.tasks.v1.CreateTaskRequest": "containerId:1:string,rootfs:3:containerd.types.Mount:many,stdin:4:string,stdout:5:string,stderr:6:string,terminal:7:bool,checkpoint:8:containerd.types.Descriptor,options:9:google.protobuf.Any,runtimePath:10:string",
  "containerd.services.tasks.v1.CreateTaskResponse": "containerId:1:string,pid:2:varint",
  "containerd.services.tasks.v1.DeleteProcessRequest": "containerId:1:string,execId:2:string",
  "containerd.services.tasks.v1.DeleteResponse": "id:1:string,pid:2:varint,exitStatus:3:varint,exitedAt:4:timestamp",
  "containerd.services.tasks.v1.DeleteTaskRequest": "containerId:1:string",
  "containerd.services.tasks.v1.ExecProcessRequest": "containerId:1:string,stdin:2:string,stdout:3:string,stderr:4:string,terminal:5:bool,spec:6:google.protobuf.Any,execId:7:string",
  "containerd.services.tasks.v1.GetRequest": "containerId:1:string,execId:2:string",
  "containerd.services.tasks.v1.GetResponse": "process:1:containerd.v1.types.Process",
  "containerd.services.tasks.v1.KillRequest": "containerId:1:string,execId:2:string,signal:3:varint,all:4:bool",
  "containerd.services.tasks.v1.ListPidsRequest": "containerId:1:string",
  "containerd.services.tasks.v1.ListPidsResponse": "processes:1:containerd.v1.types.ProcessInfo:many",
  "containerd.services.tasks.v1.ListTasksRequest": "filter:1:string",
  "containerd.services.tasks.v1.ListTasksResponse": "tasks:1:containerd.v1.types.Process:many",
  "containerd.services.tasks.v1.MetricsRequest": "filters:1:string:many",
  "containerd.services.tasks.v1.MetricsResponse": "metrics:1:containerd.types.Metric:many",
  "containerd.services.tasks.v1.PauseTaskRequest": "containerId:1:string",
  "containerd.services.tasks.v1.ResizePtyRequest": "containerId:1:string,execId:2:string,width:3:varint,height:4:varint",
  "containerd.services.tasks.v1.ResumeTaskRequest": "containerId:1:string",
  "containerd.services.tasks.v1.StartRequest": "containerId:1:string,execId:2:string",
  "containerd.services.tasks.v1.StartResponse": "pid:1:varint",
  "containerd.services.tasks.v1.UpdateTaskRequest": "containerId:1:string,resources:2:google.protobuf.Any,annotations:3:string:map",
  "containerd.services.tasks.v1.WaitRequest": "containerId:1:string,execId:2:string",
  "containerd.services.tasks.v1.WaitResponse": "exitStatus:1:varint,exitedAt:2:timestamp",
  "containerd.services.version.v1.VersionResponse": "version:1:string,revision:2:string",
  "containerd.types.Descriptor": "mediaType:1:string,digest:2:string,size:3:varint,annotations:5:string:map",
  "containerd.types.Metric": "timestamp:1:timestamp,id:2:string,data:3:google.protobuf.Any",
  "containerd.types.Mount": "type:1:string,source:2:string,target:3:string,options:4:string:many",
  "containerd.types.Platform": "os:1:string,architecture:2:string,variant:3:string",
  "containerd.v1.types.Process": "containerId:1:string,id:2:string,pid:3:varint,status:4:enum UNKNOWN CREATED RUNNING STOPPED PAUSED PAUSING,stdin:5:string,stdout:6:string,stderr:7:string,terminal:8:bool,exitStatus:9:varint,exitedAt:10:timestamp",
  "containerd.v1.types.ProcessInfo": "pid:1:varint,info:2:google.protobuf.Any",
  "google.protobuf.Any": "typeUrl:1:string,value:2:bytes",
  "google.protobuf.Empty": "",
  "google.rpc.Status": "code:1:varint,message:2:string,details:3:google.protobuf.Any:many",
  "io.containerd.cgroups.v1.BlkIOEntry": "op:1:string,device:2:string,major:3:unsigned,minor:4:unsigned,value:5:unsigned",
  "io.containerd.cgroups.v1.BlkIOStat": "ioServiceBytesRecursive:1:io.containerd.cgroups.v1.BlkIOEntry:many",
  "io.containerd.cgroups.v1.CPUStat": "usage:1:io.containerd.cgroups.v1.CPUUsage",
  "io.containerd.cgroups.v1.CPUUsage": "total:1:unsigned,kernel:2:unsigned,user:3:unsigned",
  "io.containerd.cgroups.v1.MemoryEntry": "limit:1:unsigned,usage:2:unsigned,max:3:unsigned,failcnt:4:unsigned",
  "io.containerd.cgroups.v1.MemoryStat": "totalInactiveFile:29:unsigned,usage:33:io.containerd.cgroups.v1.MemoryEntry,swap:34:io.containerd.cgroups.v1.MemoryEntry",
  "io.containerd.cgroups.v1.Metrics": "pids:2:io.containerd.cgroups.v1.PidsStat,cpu:3:io.containerd.cgroups.v1.CPUStat,memory:4:io.containerd.cgroups.v1.MemoryStat,blkio:5:io.containerd.cgroups.v1.BlkIOStat",
  "io.containerd.cgroups.v1.PidsStat": "current:1:unsigned,limit:2:unsigned",
  "io.containerd.cgroups.v2.CPUStat": "usageUsec:1:unsigned,userUsec:2:unsigned,systemUsec:3:unsigned",
  "io.containerd.cgroups.v2.IOEntry": "major:1:unsigned,minor:2:unsigned,rbytes:3:unsigned,wbytes:4:unsigned",
  "io.containerd.cgroups.v2.IOStat": "usage:1:io.containerd.cgroups.v2.IOEntry:many",
  "io.containerd.cgroups.v2.MemoryStat": "inactiveFile:13:unsigned,usage:32:unsigned,usageLimit:33:unsigned,swapUsage:34:unsigned,swapLimit:35:unsigned",
  "io.containerd.cgroups.v2.Metrics": "pids:1:io.containerd.cgroups.v2.PidsStat,cpu:2:io.containerd.cgroups.v2.CPUStat,memory:4:io.containerd.cgroups.v2.MemoryStat,io:6:io.containerd.cgroups.v2.IOStat",
  "io.containerd.cgroups.v2.PidsStat": "current:1:unsigned,limit:2:unsigned",
};

export const methods = {
  containers: {
    get: {"path":"/containerd.services.containers.v1.Containers/Get","request":"containerd.services.containers.v1.GetContainerRequest","response":"containerd.services.containers.v1.GetContainerResponse"} as TypedMethod<ContainersGetContainerRequest, ContainersGetContainerResponse>,
    list: {"path":"/containerd.services.containers.v1.Containers/List","request":"containerd.services.containers.v1.ListContainersRequest","response":"containerd.services.containers.v1.ListContainersResponse"} as TypedMethod<ContainersListContainersRequest, ContainersListContainersResponse>,
    listStream: {"path":"/containerd.services.containers.v1.Containers/ListStream","request":"containerd.services.containers.v1.ListContainersRequest","response":"containerd.services.containers.v1.ListContainerMessage"} as TypedMethod<ContainersListContainersRequest, ContainersListContainerMessage>,
    create: {"path":"/containerd.services.containers.v1.Containers/Create","request":"containerd.services.containers.v1.CreateContainerRequest","response":"containerd.services.containers.v1.CreateContainerResponse"} as TypedMethod<ContainersCreateContainerRequest, ContainersCreateContainerResponse>,
    update: {"path":"/containerd.services.containers.v1.Containers/Update","request":"containerd.services.containers.v1.UpdateContainerRequest","response":"containerd.services.containers.v1.UpdateContainerResponse"} as TypedMethod<ContainersUpdateContainerRequest, ContainersUpdateContainerResponse>,
    delete: {"path":"/containerd.services.containers.v1.Containers/Delete","request":"containerd.services.containers.v1.DeleteContainerRequest","response":"google.protobuf.Empty"} as TypedMethod<ContainersDeleteContainerRequest, Empty>,
  },
  content: {
    info: {"path":"/containerd.services.content.v1.Content/Info","request":"containerd.services.content.v1.InfoRequest","response":"containerd.services.content.v1.InfoResponse"} as TypedMethod<ContentInfoRequest, ContentInfoResponse>,
    update: {"path":"/containerd.services.content.v1.Content/Update","request":"containerd.services.content.v1.UpdateRequest","response":"containerd.services.content.v1.UpdateResponse"} as TypedMethod<ContentUpdateRequest, ContentUpdateResponse>,
    list: {"path":"/containerd.services.content.v1.Content/List","request":"containerd.services.content.v1.ListContentRequest","response":"containerd.services.content.v1.ListContentResponse"} as TypedMethod<ContentListContentRequest, ContentListContentResponse>,
    delete: {"path":"/containerd.services.content.v1.Content/Delete","request":"containerd.services.content.v1.DeleteContentRequest","response":"google.protobuf.Empty"} as TypedMethod<ContentDeleteContentRequest, Empty>,
    read: {"path":"/containerd.services.content.v1.Content/Read","request":"containerd.services.content.v1.ReadContentRequest","response":"containerd.services.content.v1.ReadContentResponse"} as TypedMethod<ContentReadContentRequest, ContentReadContentResponse>,
    status: {"path":"/containerd.services.content.v1.Content/Status","request":"containerd.services.content.v1.StatusRequest","response":"containerd.services.content.v1.StatusResponse"} as TypedMethod<ContentStatusRequest, ContentStatusResponse>,
    listStatuses: {"path":"/containerd.services.content.v1.Content/ListStatuses","request":"containerd.services.content.v1.ListStatusesRequest","response":"containerd.services.content.v1.ListStatusesResponse"} as TypedMethod<ContentListStatusesRequest, ContentListStatusesResponse>,
    write: {"path":"/containerd.services.content.v1.Content/Write","request":"containerd.services.content.v1.WriteContentRequest","response":"containerd.services.content.v1.WriteContentResponse"} as TypedMethod<ContentWriteContentRequest, ContentWriteContentResponse>,
    abort: {"path":"/containerd.services.content.v1.Content/Abort","request":"containerd.services.content.v1.AbortRequest","response":"google.protobuf.Empty"} as TypedMethod<ContentAbortRequest, Empty>,
  },
  diff: {
    apply: {"path":"/containerd.services.diff.v1.Diff/Apply","request":"containerd.services.diff.v1.ApplyRequest","response":"containerd.services.diff.v1.ApplyResponse"} as TypedMethod<DiffApplyRequest, DiffApplyResponse>,
    diff: {"path":"/containerd.services.diff.v1.Diff/Diff","request":"containerd.services.diff.v1.DiffRequest","response":"containerd.services.diff.v1.DiffResponse"} as TypedMethod<DiffDiffRequest, DiffDiffResponse>,
  },
  events: {
    publish: {"path":"/containerd.services.events.v1.Events/Publish","request":"containerd.services.events.v1.PublishRequest","response":"google.protobuf.Empty"} as TypedMethod<EventsPublishRequest, Empty>,
    subscribe: {"path":"/containerd.services.events.v1.Events/Subscribe","request":"containerd.services.events.v1.SubscribeRequest","response":"containerd.services.events.v1.Envelope"} as TypedMethod<EventsSubscribeRequest, EventsEnvelope>,
  },
  images: {
    get: {"path":"/containerd.services.images.v1.Images/Get","request":"containerd.services.images.v1.GetImageRequest","response":"containerd.services.images.v1.GetImageResponse"} as TypedMethod<ImagesGetImageRequest, ImagesGetImageResponse>,
    list: {"path":"/containerd.services.images.v1.Images/List","request":"containerd.services.images.v1.ListImagesRequest","response":"containerd.services.images.v1.ListImagesResponse"} as TypedMethod<ImagesListImagesRequest, ImagesListImagesResponse>,
    create: {"path":"/containerd.services.images.v1.Images/Create","request":"containerd.services.images.v1.CreateImageRequest","response":"containerd.services.images.v1.CreateImageResponse"} as TypedMethod<ImagesCreateImageRequest, ImagesCreateImageResponse>,
    update: {"path":"/containerd.services.images.v1.Images/Update","request":"containerd.services.images.v1.UpdateImageRequest","response":"containerd.services.images.v1.UpdateImageResponse"} as TypedMethod<ImagesUpdateImageRequest, ImagesUpdateImageResponse>,
    delete: {"path":"/containerd.services.images.v1.Images/Delete","request":"containerd.services.images.v1.DeleteImageRequest","response":"google.protobuf.Empty"} as TypedMethod<ImagesDeleteImageRequest, Empty>,
  },
  introspection: {
    plugins: {"path":"/containerd.services.introspection.v1.Introspection/Plugins","request":"containerd.services.introspection.v1.PluginsRequest","response":"containerd.services.introspection.v1.PluginsResponse"} as TypedMethod<IntrospectionPluginsRequest, IntrospectionPluginsResponse>,
    server: {"path":"/containerd.services.introspection.v1.Introspection/Server","request":"google.protobuf.Empty","response":"containerd.services.introspection.v1.ServerResponse"} as TypedMethod<Empty, IntrospectionServerResponse>,
  },
  leases: {
    create: {"path":"/containerd.services.leases.v1.Leases/Create","request":"containerd.services.leases.v1.CreateRequest","response":"containerd.services.leases.v1.CreateResponse"} as TypedMethod<LeasesCreateRequest, LeasesCreateResponse>,
    delete: {"path":"/containerd.services.leases.v1.Leases/Delete","request":"containerd.services.leases.v1.DeleteRequest","response":"google.protobuf.Empty"} as TypedMethod<LeasesDeleteRequest, Empty>,
    list: {"path":"/containerd.services.leases.v1.Leases/List","request":"containerd.services.leases.v1.ListRequest","response":"containerd.services.leases.v1.ListResponse"} as TypedMethod<LeasesListRequest, LeasesListResponse>,
    addResource: {"path":"/containerd.services.leases.v1.Leases/AddResource","request":"containerd.services.leases.v1.AddResourceRequest","response":"google.protobuf.Empty"} as TypedMethod<LeasesAddResourceRequest, Empty>,
    deleteResource: {"path":"/containerd.services.leases.v1.Leases/DeleteResource","request":"containerd.services.leases.v1.DeleteResourceRequest","response":"google.protobuf.Empty"} as TypedMethod<LeasesDeleteResourceRequest, Empty>,
    listResources: {"path":"/containerd.services.leases.v1.Leases/ListResources","request":"containerd.services.leases.v1.ListResourcesRequest","response":"containerd.services.leases.v1.ListResourcesResponse"} as TypedMethod<LeasesListResourcesRequest, LeasesListResourcesResponse>,
  },
  namespaces: {
    get: {"path":"/containerd.services.namespaces.v1.Namespaces/Get","request":"containerd.services.namespaces.v1.GetNamespaceRequest","response":"containerd.services.namespaces.v1.GetNamespaceResponse"} as TypedMethod<NamespacesGetNamespaceRequest, NamespacesGetNamespaceResponse>,
    list: {"path":"/containerd.services.namespaces.v1.Namespaces/List","request":"containerd.services.namespaces.v1.ListNamespacesRequest","response":"containerd.services.namespaces.v1.ListNamespacesResponse"} as TypedMethod<NamespacesListNamespacesRequest, NamespacesListNamespacesResponse>,
    create: {"path":"/containerd.services.namespaces.v1.Namespaces/Create","request":"containerd.services.namespaces.v1.CreateNamespaceRequest","response":"containerd.services.namespaces.v1.CreateNamespaceResponse"} as TypedMethod<NamespacesCreateNamespaceRequest, NamespacesCreateNamespaceResponse>,
    update: {"path":"/containerd.services.namespaces.v1.Namespaces/Update","request":"containerd.services.namespaces.v1.UpdateNamespaceRequest","response":"containerd.services.namespaces.v1.UpdateNamespaceResponse"} as TypedMethod<NamespacesUpdateNamespaceRequest, NamespacesUpdateNamespaceResponse>,
    delete: {"path":"/containerd.services.namespaces.v1.Namespaces/Delete","request":"containerd.services.namespaces.v1.DeleteNamespaceRequest","response":"google.protobuf.Empty"} as TypedMethod<NamespacesDeleteNamespaceRequest, Empty>,
  },
  snapshots: {
    prepare: {"path":"/containerd.services.snapshots.v1.Snapshots/Prepare","request":"containerd.services.snapshots.v1.PrepareSnapshotRequest","response":"containerd.services.snapshots.v1.PrepareSnapshotResponse"} as TypedMethod<SnapshotsPrepareSnapshotRequest, SnapshotsPrepareSnapshotResponse>,
    view: {"path":"/containerd.services.snapshots.v1.Snapshots/View","request":"containerd.services.snapshots.v1.ViewSnapshotRequest","response":"containerd.services.snapshots.v1.ViewSnapshotResponse"} as TypedMethod<SnapshotsViewSnapshotRequest, SnapshotsViewSnapshotResponse>,
    mounts: {"path":"/containerd.services.snapshots.v1.Snapshots/Mounts","request":"containerd.services.snapshots.v1.MountsRequest","response":"containerd.services.snapshots.v1.MountsResponse"} as TypedMethod<SnapshotsMountsRequest, SnapshotsMountsResponse>,
    commit: {"path":"/containerd.services.snapshots.v1.Snapshots/Commit","request":"containerd.services.snapshots.v1.CommitSnapshotRequest","response":"google.protobuf.Empty"} as TypedMethod<SnapshotsCommitSnapshotRequest, Empty>,
    remove: {"path":"/containerd.services.snapshots.v1.Snapshots/Remove","request":"containerd.services.snapshots.v1.RemoveSnapshotRequest","response":"google.protobuf.Empty"} as TypedMethod<SnapshotsRemoveSnapshotRequest, Empty>,
    stat: {"path":"/containerd.services.snapshots.v1.Snapshots/Stat","request":"containerd.services.snapshots.v1.StatSnapshotRequest","response":"containerd.services.snapshots.v1.StatSnapshotResponse"} as TypedMethod<SnapshotsStatSnapshotRequest, SnapshotsStatSnapshotResponse>,
    update: {"path":"/containerd.services.snapshots.v1.Snapshots/Update","request":"containerd.services.snapshots.v1.UpdateSnapshotRequest","response":"containerd.services.snapshots.v1.UpdateSnapshotResponse"} as TypedMethod<SnapshotsUpdateSnapshotRequest, SnapshotsUpdateSnapshotResponse>,
    list: {"path":"/containerd.services.snapshots.v1.Snapshots/List","request":"containerd.services.snapshots.v1.ListSnapshotsRequest","response":"containerd.services.snapshots.v1.ListSnapshotsResponse"} as TypedMethod<SnapshotsListSnapshotsRequest, SnapshotsListSnapshotsResponse>,
    usage: {"path":"/containerd.services.snapshots.v1.Snapshots/Usage","request":"containerd.services.snapshots.v1.UsageRequest","response":"containerd.services.snapshots.v1.UsageResponse"} as TypedMethod<SnapshotsUsageRequest, SnapshotsUsageResponse>,
    cleanup: {"path":"/containerd.services.snapshots.v1.Snapshots/Cleanup","request":"containerd.services.snapshots.v1.CleanupRequest","response":"google.protobuf.Empty"} as TypedMethod<SnapshotsCleanupRequest, Empty>,
  },
  tasks: {
    create: {"path":"/containerd.services.tasks.v1.Tasks/Create","request":"containerd.services.tasks.v1.CreateTaskRequest","response":"containerd.services.tasks.v1.CreateTaskResponse"} as TypedMethod<TasksCreateTaskRequest, TasksCreateTaskResponse>,
    start: {"path":"/containerd.services.tasks.v1.Tasks/Start","request":"containerd.services.tasks.v1.StartRequest","response":"containerd.services.tasks.v1.StartResponse"} as TypedMethod<TasksStartRequest, TasksStartResponse>,
    delete: {"path":"/containerd.services.tasks.v1.Tasks/Delete","request":"containerd.services.tasks.v1.DeleteTaskRequest","response":"containerd.services.tasks.v1.DeleteResponse"} as TypedMethod<TasksDeleteTaskRequest, TasksDeleteResponse>,
    deleteProcess: {"path":"/containerd.services.tasks.v1.Tasks/DeleteProcess","request":"containerd.services.tasks.v1.DeleteProcessRequest","response":"containerd.services.tasks.v1.DeleteResponse"} as TypedMethod<TasksDeleteProcessRequest, TasksDeleteResponse>,
    get: {"path":"/containerd.services.tasks.v1.Tasks/Get","request":"containerd.services.tasks.v1.GetRequest","response":"containerd.services.tasks.v1.GetResponse"} as TypedMethod<TasksGetRequest, TasksGetResponse>,
    list: {"path":"/containerd.services.tasks.v1.Tasks/List","request":"containerd.services.tasks.v1.ListTasksRequest","response":"containerd.services.tasks.v1.ListTasksResponse"} as TypedMethod<TasksListTasksRequest, TasksListTasksResponse>,
    kill: {"path":"/containerd.services.tasks.v1.Tasks/Kill","request":"containerd.services.tasks.v1.KillRequest","response":"google.protobuf.Empty"} as TypedMethod<TasksKillRequest, Empty>,
    exec: {"path":"/containerd.services.tasks.v1.Tasks/Exec","request":"containerd.services.tasks.v1.ExecProcessRequest","response":"google.protobuf.Empty"} as TypedMethod<TasksExecProcessRequest, Empty>,
    resizePty: {"path":"/containerd.services.tasks.v1.Tasks/ResizePty","request":"containerd.services.tasks.v1.ResizePtyRequest","response":"google.protobuf.Empty"} as TypedMethod<TasksResizePtyRequest, Empty>,
    closeIO: {"path":"/containerd.services.tasks.v1.Tasks/CloseIO","request":"containerd.services.tasks.v1.CloseIORequest","response":"google.protobuf.Empty"} as TypedMethod<TasksCloseIORequest, Empty>,
    pause: {"path":"/containerd.services.tasks.v1.Tasks/Pause","request":"containerd.services.tasks.v1.PauseTaskRequest","response":"google.protobuf.Empty"} as TypedMethod<TasksPauseTaskRequest, Empty>,
    resume: {"path":"/containerd.services.tasks.v1.Tasks/Resume","request":"containerd.services.tasks.v1.ResumeTaskRequest","response":"google.protobuf.Empty"} as TypedMethod<TasksResumeTaskRequest, Empty>,
    listPids: {"path":"/containerd.services.tasks.v1.Tasks/ListPids","request":"containerd.services.tasks.v1.ListPidsRequest","response":"containerd.services.tasks.v1.ListPidsResponse"} as TypedMethod<TasksListPidsRequest, TasksListPidsResponse>,
    checkpoint: {"path":"/containerd.services.tasks.v1.Tasks/Checkpoint","request":"containerd.services.tasks.v1.CheckpointTaskRequest","response":"containerd.services.tasks.v1.CheckpointTaskResponse"} as TypedMethod<TasksCheckpointTaskRequest, TasksCheckpointTaskResponse>,
    update: {"path":"/containerd.services.tasks.v1.Tasks/Update","request":"containerd.services.tasks.v1.UpdateTaskRequest","response":"google.protobuf.Empty"} as TypedMethod<TasksUpdateTaskRequest, Empty>,
    metrics: {"path":"/containerd.services.tasks.v1.Tasks/Metrics","request":"containerd.services.tasks.v1.MetricsRequest","response":"containerd.services.tasks.v1.MetricsResponse"} as TypedMethod<TasksMetricsRequest, TasksMetricsResponse>,
    wait: {"path":"/containerd.services.tasks.v1.Tasks/Wait","request":"containerd.services.tasks.v1.WaitRequest","response":"containerd.services.tasks.v1.WaitResponse"} as TypedMethod<TasksWaitRequest, TasksWaitResponse>,
  },
  version: {
    version: {"path":"/containerd.services.version.v1.Version/Version","request":"google.protobuf.Empty","response":"containerd.services.version.v1.VersionResponse"} as TypedMethod<Empty, VersionVersionResponse>,
  },
};
