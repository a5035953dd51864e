// The public surface of the kernel. Nothing here loads inversify or tapable: those come with the first run or root service.
export type { RunContainer } from './container/run-container.js';
export type { RunScope } from './container/run-scope.js';
export { HOOK_BUS, RUN_SCOPE } from './container/run-tokens.js';
export type { ServiceContainer } from './container/service-container.js';
export {
  defineService,
  type ServiceScopeName,
  type ServicesOf,
  type ServiceToken,
} from './container/service-token.js';
export { createKernel } from './create-kernel.js';
export type { PackageSource } from './discovery/candidate.js';
export { attributeHookError, attributeOwnError, messageOf, refineError } from './errors/attribute-error.js';
export type {
  Denial,
  DisabledTap,
  HookBus,
  HookFailure,
  HookOrder,
  HookResult,
  HooksOf,
  OrderedTap,
  TappingPlugin,
} from './hooks/hook-types.js';
export type { FailureSink } from './hooks/tap-policies.js';
export type { Kernel, KernelRequest, LoadedPlugin } from './kernel.js';
export { verifyModule } from './loading/verify-module.js';
export { parseManifest } from './manifest/parse-manifest.js';
export { CONTRACT_SHIMS, type ContractShim } from './negotiation/contract-shims.js';
export { createDeprecationNotes, type DeprecationNotes } from './negotiation/deprecation-notes.js';
export { HOST_VERSIONS, type HostVersions, type Negotiation, negotiate } from './negotiation/negotiate.js';
export { isMiss } from './registry/find-capability.js';
export type { IndexedCapability, IndexedPackage, PackageRef, PluginStatus } from './registry/indexed.js';
export type { IndexedPreset } from './registry/preset-index.js';
