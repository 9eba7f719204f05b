// Generated from proto/ by `npm run build:proto`; edit the .proto files instead.
import type { MessageTable } from "../rpc/codec.ts";
import type { TypedMethod } from "../rpc/typed-method.ts";

export type ContentWriteAction = "STAT" | "WRITE" | "COMMIT";
export type ServingStatus = "UNKNOWN" | "SERVING" | "NOT_SERVING";
export type BuildHistoryEventType = "STARTED" | "COMPLETE" | "DELETED";
export type SourcePolicyAttrMatch = "EQUAL" | "NOTEQUAL" | "MATCHES";
export type SourcePolicyMatchType = "WILDCARD" | "EXACT" | "REGEX";
export type SourcePolicyAction = "ALLOW" | "DENY" | "CONVERT";
export type CacheSharingOpt = "SHARED" | "PRIVATE" | "LOCKED";
export type MountContentCache = "DEFAULT" | "ON" | "OFF";
export type MountType = "BIND" | "SECRET" | "SSH" | "CACHE" | "TMPFS";
export type NetMode = "UNSET" | "HOST" | "NONE";
export type SecurityMode = "SANDBOX" | "INSECURE";
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
export interface HealthCheckRequest {
  service: string;
}
export interface HealthCheckResponse {
  status: ServingStatus;
}
export interface GetSecretRequest {
  id: string;
  annotations: Readonly<Record<string, string>>;
}
export interface GetSecretResponse {
  data: Uint8Array;
}
export interface BuildHistoryEvent {
  type: BuildHistoryEventType;
  record?: BuildHistoryRecord | undefined;
}
export interface BuildHistoryRecord {
  ref: string;
  frontend: string;
  frontendAttrs: Readonly<Record<string, string>>;
  exporters: readonly Exporter[];
  error?: RpcStatus | undefined;
  createdAt?: string | undefined;
  completedAt?: string | undefined;
  logs?: Descriptor | undefined;
  exporterResponse: Readonly<Record<string, string>>;
  result?: BuildResultInfo | undefined;
  results: Readonly<Record<string, BuildResultInfo>>;
  generation: number;
  trace?: Descriptor | undefined;
  pinned: boolean;
  numCachedSteps: number;
  numTotalSteps: number;
  numCompletedSteps: number;
  externalError?: Descriptor | undefined;
  numWarnings: number;
}
export interface BuildHistoryRequest {
  activeOnly: boolean;
  ref: string;
  earlyExit: boolean;
  filter: readonly string[];
  limit: number;
}
export interface BuildResultInfo {
  resultDeprecated?: Descriptor | undefined;
  attestations: readonly Descriptor[];
  results: readonly IndexedResult[];
}
export interface BytesMessage {
  data: Uint8Array;
}
export interface CacheOptions {
  exports: readonly CacheOptionsEntry[];
  imports: readonly CacheOptionsEntry[];
}
export interface CacheOptionsEntry {
  type: string;
  attrs: Readonly<Record<string, string>>;
}
export interface Descriptor {
  mediaType: string;
  digest: string;
  size: number;
  annotations: Readonly<Record<string, string>>;
}
export interface DiskUsageRequest {
  filter: readonly string[];
}
export interface DiskUsageResponse {
  record: readonly UsageRecord[];
}
export interface Exporter {
  type: string;
  attrs: Readonly<Record<string, string>>;
}
export interface IndexedResult {
  index: number;
  descriptor?: Descriptor | undefined;
}
export interface InfoRequest {
}
export interface InfoResponse {
  buildkitVersion?: BuildkitVersion | undefined;
}
export interface ListWorkersRequest {
  filter: readonly string[];
}
export interface ListWorkersResponse {
  record: readonly WorkerRecord[];
}
export interface PruneRequest {
  filter: readonly string[];
  all: boolean;
  keepDuration: number;
  reservedSpace: number;
  maxUsedSpace: number;
  minFreeSpace: number;
}
export interface SolveRequest {
  ref: string;
  definition?: Definition | undefined;
  exporterDeprecated: string;
  exporterAttrsDeprecated: Readonly<Record<string, string>>;
  session: string;
  frontend: string;
  frontendAttrs: Readonly<Record<string, string>>;
  cache?: CacheOptions | undefined;
  entitlements: readonly string[];
  frontendInputs: Readonly<Record<string, Definition>>;
  internal: boolean;
  sourcePolicy?: SourcePolicy | undefined;
  exporters: readonly Exporter[];
  enableSessionExporter: boolean;
  sourcePolicySession: string;
}
export interface SolveResponse {
  exporterResponse: Readonly<Record<string, string>>;
}
export interface StatusRequest {
  ref: string;
}
export interface StatusResponse {
  vertexes: readonly Vertex[];
  statuses: readonly VertexStatus[];
  logs: readonly VertexLog[];
  warnings: readonly VertexWarning[];
}
export interface UpdateBuildHistoryRequest {
  ref: string;
  pinned: boolean;
  delete: boolean;
  finalize: boolean;
}
export interface UpdateBuildHistoryResponse {
}
export interface UsageRecord {
  id: string;
  mutable: boolean;
  inUse: boolean;
  size: number;
  createdAt?: string | undefined;
  lastUsedAt?: string | undefined;
  usageCount: number;
  description: string;
  recordType: string;
  shared: boolean;
  parents: readonly string[];
}
export interface Vertex {
  digest: string;
  inputs: readonly string[];
  name: string;
  cached: boolean;
  started?: string | undefined;
  completed?: string | undefined;
  error: string;
  progressGroup?: ProgressGroup | undefined;
}
export interface VertexLog {
  vertex: string;
  timestamp?: string | undefined;
  stream: number;
  msg: Uint8Array;
}
export interface VertexStatus {
  id: string;
  vertex: string;
  name: string;
  current: number;
  total: number;
  timestamp?: string | undefined;
  started?: string | undefined;
  completed?: string | undefined;
}
export interface VertexWarning {
  vertex: string;
  level: number;
  short: Uint8Array;
  detail: readonly Uint8Array[];
  url: string;
  info?: SourceInfo | undefined;
  ranges: readonly Range[];
}
export interface GatewayResult {
  metadata: Readonly<Record<string, Uint8Array>>;
}
export interface GatewayReturnRequest {
  result?: GatewayResult | undefined;
  error?: RpcStatus | undefined;
}
export interface GatewayReturnResponse {
}
export interface GatewaySolveRequest {
  frontend: string;
  frontendOpt: Readonly<Record<string, string>>;
  allowResultReturn: boolean;
  allowResultArrayRef: boolean;
}
export interface GatewaySolveResponse {
  result?: GatewayResult | undefined;
}
export interface SourcePolicyAttrConstraint {
  key: string;
  value: string;
  condition: SourcePolicyAttrMatch;
}
export interface SourcePolicy {
  version: number;
  rules: readonly SourcePolicyRule[];
}
export interface SourcePolicyRule {
  action: SourcePolicyAction;
  selector?: SourcePolicySelector | undefined;
  updates?: SourcePolicyUpdate | undefined;
}
export interface SourcePolicySelector {
  identifier: string;
  matchType: SourcePolicyMatchType;
  constraints: readonly SourcePolicyAttrConstraint[];
}
export interface SourcePolicyUpdate {
  identifier: string;
  attrs: Readonly<Record<string, string>>;
}
export interface BuildkitVersion {
  package: string;
  version: string;
  revision: string;
}
export interface GcPolicy {
  all: boolean;
  keepDuration: number;
  reservedSpace: number;
  filters: readonly string[];
  maxUsedSpace: number;
  minFreeSpace: number;
}
export interface WorkerRecord {
  id: string;
  labels: Readonly<Record<string, string>>;
  platforms: readonly Platform[];
  gcPolicy: readonly GcPolicy[];
  buildkitVersion?: BuildkitVersion | undefined;
}
export interface CredentialsRequest {
  host: string;
}
export interface CredentialsResponse {
  username: string;
  secret: string;
}
export interface SshBytesMessage {
  data: Uint8Array;
}
export interface CheckAgentRequest {
  id: string;
}
export interface CheckAgentResponse {
}
export interface UploadBytesMessage {
  data: Uint8Array;
}
export interface BuildInput {
  input: number;
}
export interface BuildOp {
  builder: number;
  inputs: Readonly<Record<string, BuildInput>>;
  def?: Definition | undefined;
  attrs: Readonly<Record<string, string>>;
}
export interface CacheOpt {
  id: string;
  sharing: CacheSharingOpt;
}
export interface ChownOpt {
  user?: UserOpt | undefined;
  group?: UserOpt | undefined;
}
export interface Definition {
  def: readonly Uint8Array[];
  metadata: Readonly<Record<string, OpMetadata>>;
  source?: Source | undefined;
}
export interface DiffOp {
  lower?: LowerDiffInput | undefined;
  upper?: UpperDiffInput | undefined;
}
export interface ExecOp {
  meta?: Meta | undefined;
  mounts: readonly Mount[];
  network: NetMode;
  security: SecurityMode;
  secretenv: readonly SecretEnv[];
}
export interface ExportCache {
  value: boolean;
}
export interface FileAction {
  input: number;
  secondaryInput: number;
  output: number;
  copy?: FileActionCopy | undefined;
  mkfile?: FileActionMkFile | undefined;
  mkdir?: FileActionMkDir | undefined;
  rm?: FileActionRm | undefined;
  symlink?: FileActionSymlink | undefined;
}
export interface FileActionCopy {
  src: string;
  dest: string;
  owner?: ChownOpt | undefined;
  mode: number;
  followSymlink: boolean;
  dirCopyContents: boolean;
  attemptUnpackDockerCompatibility: boolean;
  createDestPath: boolean;
  allowWildcard: boolean;
  allowEmptyWildcard: boolean;
  timestamp: number;
  includePatterns: readonly string[];
  excludePatterns: readonly string[];
  alwaysReplaceExistingDestPaths: boolean;
  modeStr: string;
}
export interface FileActionMkDir {
  path: string;
  mode: number;
  makeParents: boolean;
  owner?: ChownOpt | undefined;
  timestamp: number;
}
export interface FileActionMkFile {
  path: string;
  mode: number;
  data: Uint8Array;
  owner?: ChownOpt | undefined;
  timestamp: number;
}
export interface FileActionRm {
  path: string;
  allowNotFound: boolean;
  allowWildcard: boolean;
}
export interface FileActionSymlink {
  oldpath: string;
  newpath: string;
  owner?: ChownOpt | undefined;
  timestamp: number;
}
export interface FileOp {
  actions: readonly FileAction[];
}
export interface HostIp {
  host: string;
  ip: string;
}
export interface Input {
  digest: string;
  index: number;
}
export interface Location {
  sourceIndex: number;
  ranges: readonly Range[];
}
export interface LocationList {
  locations: readonly Location[];
}
export interface LowerDiffInput {
  input: number;
}
export interface MergeInput {
  input: number;
}
export interface MergeOp {
  inputs: readonly MergeInput[];
}
export interface Meta {
  args: readonly string[];
  env: readonly string[];
  cwd: string;
  user: string;
  proxyEnv?: ProxyEnv | undefined;
  extraHosts: readonly HostIp[];
  hostname: string;
  ulimit: readonly Ulimit[];
  cgroupParent: string;
  removeMountStubsRecursive: boolean;
  validExitCodes: readonly number[];
}
export interface Mount {
  input: number;
  selector: string;
  dest: string;
  output: number;
  readonly: boolean;
  mountType: MountType;
  tmpfsOpt?: TmpfsOpt | undefined;
  cacheOpt?: CacheOpt | undefined;
  secretOpt?: SecretOpt | undefined;
  sshOpt?: SshOpt | undefined;
  resultId: string;
  contentCache: MountContentCache;
}
export interface NamedUserOpt {
  name: string;
  input: number;
}
export interface Op {
  inputs: readonly Input[];
  exec?: ExecOp | undefined;
  source?: SourceOp | undefined;
  file?: FileOp | undefined;
  build?: BuildOp | undefined;
  merge?: MergeOp | undefined;
  diff?: DiffOp | undefined;
  platform?: Platform | undefined;
  constraints?: WorkerConstraints | undefined;
}
export interface OpMetadata {
  ignoreCache: boolean;
  description: Readonly<Record<string, string>>;
  exportCache?: ExportCache | undefined;
  caps: Readonly<Record<string, boolean>>;
  progressGroup?: ProgressGroup | undefined;
}
export interface Platform {
  architecture: string;
  os: string;
  variant: string;
  osVersion: string;
  osFeatures: readonly string[];
}
export interface Position {
  line: number;
  character: number;
}
export interface ProgressGroup {
  id: string;
  name: string;
  weak: boolean;
}
export interface ProxyEnv {
  httpProxy: string;
  httpsProxy: string;
  ftpProxy: string;
  noProxy: string;
  allProxy: string;
}
export interface Range {
  start?: Position | undefined;
  end?: Position | undefined;
}
export interface SecretEnv {
  id: string;
  name: string;
  optional: boolean;
}
export interface SecretOpt {
  id: string;
  uid: number;
  gid: number;
  mode: number;
  optional: boolean;
}
export interface Source {
  locations: Readonly<Record<string, LocationList>>;
  infos: readonly SourceInfo[];
}
export interface SourceInfo {
  filename: string;
  data: Uint8Array;
  definition?: Definition | undefined;
  language: string;
}
export interface SourceOp {
  identifier: string;
  attrs: Readonly<Record<string, string>>;
}
export interface SshOpt {
  id: string;
  uid: number;
  gid: number;
  mode: number;
  optional: boolean;
}
export interface TmpfsOpt {
  size: number;
}
export interface Ulimit {
  name: string;
  soft: number;
  hard: number;
}
export interface UpperDiffInput {
  input: number;
}
export interface UserOpt {
  byName?: NamedUserOpt | undefined;
  byId: number;
}
export interface WorkerConstraints {
  filter: readonly string[];
}

export const messages: MessageTable = {
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
  "google.protobuf.Any": "typeUrl:1:string,value:2:bytes",
  "google.protobuf.Empty": "",
  "google.rpc.Status": "code:1:varint,message:2:string,details:3:google.protobuf.Any:many",
  "grpc.health.v1.HealthCheckRequest": "service:1:string",
  "grpc.health.v1.HealthCheckResponse": "status:1:enum UNKNOWN SERVING NOT_SERVING",
  "moby.buildkit.secrets.v1.GetSecretRequest": "id:1:string,annotations:2:string:map",
  "moby.buildkit.secrets.v1.GetSecretResponse": "data:1:bytes",
  "moby.buildkit.v1.BuildHistoryEvent": "type:1:enum STARTED COMPLETE DELETED,record:2:moby.buildkit.v1.BuildHistoryRecord",
  "moby.buildkit.v1.BuildHistoryRecord": "ref:1:string,frontend:2:string,frontendAttrs:3:string:map,exporters:4:moby.buildkit.v1.Exporter:many,error:5:google.rpc.Status,createdAt:6:timestamp,completedAt:7:timestamp,logs:8:moby.buildkit.v1.Descriptor,exporterResponse:9:string:map,result:10:moby.buildkit.v1.BuildResultInfo,results:11:moby.buildkit.v1.BuildResultInfo:map,generation:12:varint,trace:13:moby.buildkit.v1.Descriptor,pinned:14:bool,numCachedSteps:15:varint,numTotalSteps:16:varint,numCompletedSteps:17:varint,externalError:18:moby.buildkit.v1.Descriptor,numWarnings:19:varint",
  "moby.buildkit.v1.BuildHistoryRequest": "activeOnly:1:bool,ref:2:string,earlyExit:3:bool,filter:4:string:many,limit:5:varint",
  "moby.buildkit.v1.BuildResultInfo": "resultDeprecated:1:moby.buildkit.v1.Descriptor,attestations:2:moby.buildkit.v1.Descriptor:many,results:3:moby.buildkit.v1.IndexedResult:many",
  "moby.buildkit.v1.BytesMessage": "data:1:bytes",
  "moby.buildkit.v1.CacheOptions": "exports:4:moby.buildkit.v1.CacheOptionsEntry:many,imports:5:moby.buildkit.v1.CacheOptionsEntry:many",
  "moby.buildkit.v1.CacheOptionsEntry": "type:1:string,attrs:2:string:map",
  "moby.buildkit.v1.Descriptor": "mediaType:1:string,digest:2:string,size:3:varint,annotations:5:string:map",
  "moby.buildkit.v1.DiskUsageRequest": "filter:1:string:many",
  "moby.buildkit.v1.DiskUsageResponse": "record:1:moby.buildkit.v1.UsageRecord:many",
  "moby.buildkit.v1.Exporter": "type:1:string,attrs:2:string:map",
  "moby.buildkit.v1.IndexedResult": "index:1:varint,descriptor:2:moby.buildkit.v1.Descriptor",
  "moby.buildkit.v1.InfoRequest": "",
  "moby.buildkit.v1.InfoResponse": "buildkitVersion:1:moby.buildkit.v1.types.BuildkitVersion",
  "moby.buildkit.v1.ListWorkersRequest": "filter:1:string:many",
  "moby.buildkit.v1.ListWorkersResponse": "record:1:moby.buildkit.v1.types.WorkerRecord:many",
  "moby.buildkit.v1.PruneRequest": "filter:1:string:many,all:2:bool,keepDuration:3:varint,reservedSpace:4:varint,maxUsedSpace:5:varint,minFreeSpace:6:varint",
  "moby.buildkit.v1.SolveRequest": "ref:1:string,definition:2:pb.Definition,exporterDeprecated:3:string,exporterAttrsDeprecated:4:string:map,session:5:string,frontend:6:string,frontendAttrs:7:string:map,cache:8:moby.buildkit.v1.CacheOptions,entitlements:9:string:many,frontendInputs:10:pb.Definition:map,internal:11:bool,sourcePolicy:12:moby.buildkit.v1.sourcepolicy.Policy,exporters:13:moby.buildkit.v1.Exporter:many,enableSessionExporter:14:bool,sourcePolicySession:15:string",
  "moby.buildkit.v1.SolveResponse": "exporterResponse:1:string:map",
  "moby.buildkit.v1.StatusRequest": "ref:1:string",
  "moby.buildkit.v1.StatusResponse": "vertexes:1:moby.buildkit.v1.Vertex:many,statuses:2:moby.buildkit.v1.VertexStatus:many,logs:3:moby.buildkit.v1.VertexLog:many,warnings:4:moby.buildkit.v1.VertexWarning:many",
  "moby.buildkit.v1.UpdateBuildHistoryRequest": "ref:1:string,pinned:2:bool,delete:3:bool,finalize:4:bool",
  "moby.buildkit.v1.UpdateBuildHistoryResponse": "",
  "moby.buildkit.v1.UsageRecord": "id:1:string,mutable:2:bool,inUse:3:bool,size:4:varint,createdAt:6:timestamp,lastUsedAt:7:timestamp,usageCount:8:varint,description:9:string,recordType:10:string,shared:11:bool,parents:12:string:many",
  "moby.buildkit.v1.Vertex": "digest:1:string,inputs:2:string:many,name:3:string,cached:4:bool,started:5:timestamp,completed:6:timestamp,error:7:string,progressGroup:8:pb.ProgressGroup",
  "moby.buildkit.v1.VertexLog": "vertex:1:string,timestamp:2:timestamp,stream:3:varint,msg:4:bytes",
  "moby.buildkit.v1.VertexStatus": "id:1:string,vertex:2:string,name:3:string,current:4:varint,total:5:varint,timestamp:6:timestamp,started:7:timestamp,completed:8:timestamp",
  "moby.buildkit.v1.VertexWarning": "vertex:1:string,level:2:varint,short:3:bytes,detail:4:bytes:many,url:5:string,info:6:pb.SourceInfo,ranges:7:pb.Range:many",
  "moby.buildkit.v1.frontend.Result": "metadata:10:bytes:map",
  "moby.buildkit.v1.frontend.ReturnRequest": "result:1:moby.buildkit.v1.frontend.Result,error:2:google.rpc.Status",
  "moby.buildkit.v1.frontend.ReturnResponse": "",
  "moby.buildkit.v1.frontend.SolveRequest": "frontend:2:string,frontendOpt:3:string:map,allowResultReturn:5:bool,allowResultArrayRef:6:bool",
  "moby.buildkit.v1.frontend.SolveResponse": "result:3:moby.buildkit.v1.frontend.Result",
  "moby.buildkit.v1.sourcepolicy.AttrConstraint": "key:1:string,value:2:string,condition:3:enum EQUAL NOTEQUAL MATCHES",
  "moby.buildkit.v1.sourcepolicy.Policy": "version:1:varint,rules:2:moby.buildkit.v1.sourcepolicy.Rule:many",
  "moby.buildkit.v1.sourcepolicy.Rule": "action:1:enum ALLOW DENY CONVERT,selector:2:moby.buildkit.v1.sourcepolicy.Selector,updates:3:moby.buildkit.v1.sourcepolicy.Update",
  "moby.buildkit.v1.sourcepolicy.Selector": "identifier:1:string,matchType:2:enum WILDCARD EXACT REGEX,constraints:3:moby.buildkit.v1.sourcepolicy.AttrConstraint:many",
  "moby.buildkit.v1.sourcepolicy.Update": "identifier:1:string,attrs:2:string:map",
  "moby.buildkit.v1.types.BuildkitVersion": "package:1:string,version:2:string,revision:3:string",
  "moby.buildkit.v1.types.GcPolicy": "all:1:bool,keepDuration:2:varint,reservedSpace:3:varint,filters:4:string:many,maxUsedSpace:5:varint,minFreeSpace:6:varint",
  "moby.buildkit.v1.types.WorkerRecord": "id:1:string,labels:2:string:map,platforms:3:pb.Platform:many,gcPolicy:4:moby.buildkit.v1.types.GcPolicy:many,buildkitVersion:5:moby.buildkit.v1.types.BuildkitVersion",
  "moby.filesync.v1.CredentialsRequest": "host:1:string",
  "moby.filesync.v1.CredentialsResponse": "username:1:string,secret:2:string",
  "moby.sshforward.v1.BytesMessage": "data:1:bytes",
  "moby.sshforward.v1.CheckAgentRequest": "id:1:string",
  "moby.sshforward.v1.CheckAgentResponse": "",
  "moby.upload.v1.BytesMessage": "data:1:bytes",
  "pb.BuildInput": "input:1:varint",
  "pb.BuildOp": "builder:1:varint,inputs:2:pb.BuildInput:map,def:3:pb.Definition,attrs:4:string:map",
  "pb.CacheOpt": "id:1:string,sharing:2:enum SHARED PRIVATE LOCKED",
  "pb.ChownOpt": "user:1:pb.UserOpt,group:2:pb.UserOpt",
  "pb.Definition": "def:1:bytes:many,metadata:2:pb.OpMetadata:map,source:3:pb.Source",
  "pb.DiffOp": "lower:1:pb.LowerDiffInput,upper:2:pb.UpperDiffInput",
  "pb.ExecOp": "meta:1:pb.Meta,mounts:2:pb.Mount:many,network:3:enum UNSET HOST NONE,security:4:enum SANDBOX INSECURE,secretenv:5:pb.SecretEnv:many",
  "pb.ExportCache": "value:1:bool",
  "pb.FileAction": "input:1:varint,secondaryInput:2:varint,output:3:varint,copy:4:pb.FileActionCopy,mkfile:5:pb.FileActionMkFile,mkdir:6:pb.FileActionMkDir,rm:7:pb.FileActionRm,symlink:8:pb.FileActionSymlink",
  "pb.FileActionCopy": "src:1:string,dest:2:string,owner:3:pb.ChownOpt,mode:4:varint,followSymlink:5:bool,dirCopyContents:6:bool,attemptUnpackDockerCompatibility:7:bool,createDestPath:8:bool,allowWildcard:9:bool,allowEmptyWildcard:10:bool,timestamp:11:varint,includePatterns:12:string:many,excludePatterns:13:string:many,alwaysReplaceExistingDestPaths:14:bool,modeStr:15:string",
  "pb.FileActionMkDir": "path:1:string,mode:2:varint,makeParents:3:bool,owner:4:pb.ChownOpt,timestamp:5:varint",
  "pb.FileActionMkFile": "path:1:string,mode:2:varint,data:3:bytes,owner:4:pb.ChownOpt,timestamp:5:varint",
  "pb.FileActionRm": "path:1:string,allowNotFound:2:bool,allowWildcard:3:bool",
  "pb.FileActionSymlink": "oldpath:1:string,newpath:2:string,owner:3:pb.ChownOpt,timestamp:4:varint",
  "pb.FileOp": "actions:2:pb.FileAction:many",
  "pb.HostIp": "host:1:string,ip:2:string",
  "pb.Input": "digest:1:string,index:2:varint",
  "pb.Location": "sourceIndex:1:varint,ranges:2:pb.Range:many",
  "pb.LocationList": "locations:1:pb.Location:many",
  "pb.LowerDiffInput": "input:1:varint",
  "pb.MergeInput": "input:1:varint",
  "pb.MergeOp": "inputs:1:pb.MergeInput:many",
  "pb.Meta": "args:1:string:many,env:2:string:many,cwd:3:string,user:4:string,proxyEnv:5:pb.ProxyEnv,extraHosts:6:pb.HostIp:many,hostname:7:string,ulimit:9:pb.Ulimit:many,cgroupParent:10:string,removeMountStubsRecursive:11:bool,validExitCodes:12:varint:many",
  "pb.Mount": "input:1:varint,selector:2:string,dest:3:string,output:4:varint,readonly:5:bool,mountType:6:enum BIND SECRET SSH CACHE TMPFS,tmpfsOpt:19:pb.TmpfsOpt,cacheOpt:20:pb.CacheOpt,secretOpt:21:pb.SecretOpt,sshOpt:22:pb.SshOpt,resultId:23:string,contentCache:24:enum DEFAULT ON OFF",
  "pb.NamedUserOpt": "name:1:string,input:2:varint",
  "pb.Op": "inputs:1:pb.Input:many,exec:2:pb.ExecOp,source:3:pb.SourceOp,file:4:pb.FileOp,build:5:pb.BuildOp,merge:6:pb.MergeOp,diff:7:pb.DiffOp,platform:10:pb.Platform,constraints:11:pb.WorkerConstraints",
  "pb.OpMetadata": "ignoreCache:1:bool,description:2:string:map,exportCache:4:pb.ExportCache,caps:5:bool:map,progressGroup:6:pb.ProgressGroup",
  "pb.Platform": "architecture:1:string,os:2:string,variant:3:string,osVersion:4:string,osFeatures:5:string:many",
  "pb.Position": "line:1:varint,character:2:varint",
  "pb.ProgressGroup": "id:1:string,name:2:string,weak:3:bool",
  "pb.ProxyEnv": "httpProxy:1:string,httpsProxy:2:string,ftpProxy:3:string,noProxy:4:string,allProxy:5:string",
  "pb.Range": "start:1:pb.Position,end:2:pb.Position",
  "pb.SecretEnv": "id:1:string,name:2:string,optional:3:bool",
  "pb.SecretOpt": "id:1:string,uid:2:varint,gid:3:varint,mode:4:varint,optional:5:bool",
  "pb.Source": "locations:1:pb.LocationList:map,infos:2:pb.SourceInfo:many",
  "pb.SourceInfo": "filename:1:string,data:2:bytes,definition:3:pb.Definition,language:4:string",
  "pb.SourceOp": "identifier:1:string,attrs:2:string:map",
  "pb.SshOpt": "id:1:string,uid:2:varint,gid:3:varint,mode:4:varint,optional:5:bool",
  "pb.TmpfsOpt": "size:1:varint",
  "pb.Ulimit": "name:1:string,soft:2:varint,hard:3:varint",
  "pb.UpperDiffInput": "input:1:varint",
  "pb.UserOpt": "byName:1:pb.NamedUserOpt,byId:2:varint",
  "pb.WorkerConstraints": "filter:1:string:many",
};

export const methods = {
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
  health: {
    check: {"path":"/grpc.health.v1.Health/Check","request":"grpc.health.v1.HealthCheckRequest","response":"grpc.health.v1.HealthCheckResponse"} as TypedMethod<HealthCheckRequest, HealthCheckResponse>,
  },
  secrets: {
    getSecret: {"path":"/moby.buildkit.secrets.v1.Secrets/GetSecret","request":"moby.buildkit.secrets.v1.GetSecretRequest","response":"moby.buildkit.secrets.v1.GetSecretResponse"} as TypedMethod<GetSecretRequest, GetSecretResponse>,
  },
  control: {
    diskUsage: {"path":"/moby.buildkit.v1.Control/DiskUsage","request":"moby.buildkit.v1.DiskUsageRequest","response":"moby.buildkit.v1.DiskUsageResponse"} as TypedMethod<DiskUsageRequest, DiskUsageResponse>,
    prune: {"path":"/moby.buildkit.v1.Control/Prune","request":"moby.buildkit.v1.PruneRequest","response":"moby.buildkit.v1.UsageRecord"} as TypedMethod<PruneRequest, UsageRecord>,
    solve: {"path":"/moby.buildkit.v1.Control/Solve","request":"moby.buildkit.v1.SolveRequest","response":"moby.buildkit.v1.SolveResponse"} as TypedMethod<SolveRequest, SolveResponse>,
    status: {"path":"/moby.buildkit.v1.Control/Status","request":"moby.buildkit.v1.StatusRequest","response":"moby.buildkit.v1.StatusResponse"} as TypedMethod<StatusRequest, StatusResponse>,
    session: {"path":"/moby.buildkit.v1.Control/Session","request":"moby.buildkit.v1.BytesMessage","response":"moby.buildkit.v1.BytesMessage"} as TypedMethod<BytesMessage, BytesMessage>,
    listWorkers: {"path":"/moby.buildkit.v1.Control/ListWorkers","request":"moby.buildkit.v1.ListWorkersRequest","response":"moby.buildkit.v1.ListWorkersResponse"} as TypedMethod<ListWorkersRequest, ListWorkersResponse>,
    info: {"path":"/moby.buildkit.v1.Control/Info","request":"moby.buildkit.v1.InfoRequest","response":"moby.buildkit.v1.InfoResponse"} as TypedMethod<InfoRequest, InfoResponse>,
    listenBuildHistory: {"path":"/moby.buildkit.v1.Control/ListenBuildHistory","request":"moby.buildkit.v1.BuildHistoryRequest","response":"moby.buildkit.v1.BuildHistoryEvent"} as TypedMethod<BuildHistoryRequest, BuildHistoryEvent>,
    updateBuildHistory: {"path":"/moby.buildkit.v1.Control/UpdateBuildHistory","request":"moby.buildkit.v1.UpdateBuildHistoryRequest","response":"moby.buildkit.v1.UpdateBuildHistoryResponse"} as TypedMethod<UpdateBuildHistoryRequest, UpdateBuildHistoryResponse>,
  },
  gateway: {
    solve: {"path":"/moby.buildkit.v1.frontend.LLBBridge/Solve","request":"moby.buildkit.v1.frontend.SolveRequest","response":"moby.buildkit.v1.frontend.SolveResponse"} as TypedMethod<GatewaySolveRequest, GatewaySolveResponse>,
    return: {"path":"/moby.buildkit.v1.frontend.LLBBridge/Return","request":"moby.buildkit.v1.frontend.ReturnRequest","response":"moby.buildkit.v1.frontend.ReturnResponse"} as TypedMethod<GatewayReturnRequest, GatewayReturnResponse>,
  },
  auth: {
    credentials: {"path":"/moby.filesync.v1.Auth/Credentials","request":"moby.filesync.v1.CredentialsRequest","response":"moby.filesync.v1.CredentialsResponse"} as TypedMethod<CredentialsRequest, CredentialsResponse>,
  },
  ssh: {
    checkAgent: {"path":"/moby.sshforward.v1.SSH/CheckAgent","request":"moby.sshforward.v1.CheckAgentRequest","response":"moby.sshforward.v1.CheckAgentResponse"} as TypedMethod<CheckAgentRequest, CheckAgentResponse>,
    forwardAgent: {"path":"/moby.sshforward.v1.SSH/ForwardAgent","request":"moby.sshforward.v1.BytesMessage","response":"moby.sshforward.v1.BytesMessage"} as TypedMethod<SshBytesMessage, SshBytesMessage>,
  },
  upload: {
    pull: {"path":"/moby.upload.v1.Upload/Pull","request":"moby.upload.v1.BytesMessage","response":"moby.upload.v1.BytesMessage"} as TypedMethod<UploadBytesMessage, UploadBytesMessage>,
  },
};
