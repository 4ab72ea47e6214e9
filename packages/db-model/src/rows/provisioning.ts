import type { Uint64, Uuid } from '@skewline/runtime/api';

/** Table `virtual_provisioning_collection`: what a project's instances take, and may. */
export interface VirtualProvisioningCollectionRow {
  /** The project. */
  readonly id: Uuid;
  readonly cpus_provisioned: Uint64;
  readonly ram_provisioned: Uint64;
  /** Null: no limit. */
  readonly cpus_limit: Uint64 | null;
  readonly ram_limit: Uint64 | null;
}

/** Table `virtual_provisioning_resource`: what an instance was charged for. */
export interface VirtualProvisioningResourceRow {
  /** The instance. */
  readonly id: Uuid;
  readonly project_id: Uuid;
  readonly cpus: Uint64;
  readonly ram: Uint64;
}
