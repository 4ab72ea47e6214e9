import type { NewDisk, NewNetworkInterface } from '@skewline/db-model';
import type { Instance } from '@skewline/nexus-types/domain';
import type { Uuid } from '@skewline/runtime/api';

/**
 * What `instance_create` is started with: ids only, never names, and the ids of all that it makes chosen already. So
 * whatever is repeated finds what it made before.
 */
export interface InstanceCreateParams {
  readonly instance: NewInstance;
  readonly antiAffinityGroupIds: readonly Uuid[];
  /** In the order in which the guest sees them; the first is the primary one. */
  readonly networkInterfaces: readonly CreateInterface[];
  /** Where the guest's own connections come from; null: it has none, or another external address. */
  readonly snat: AddressOfPool | null;
  readonly externalAddresses: readonly CreateAddress[];
  /** In the order of their slots. */
  readonly disks: readonly CreateDisk[];
  /** One of `disks`. */
  readonly bootDiskId: Uuid | null;
  /**
   * Started at once, by this attempt: it is on record from the moment that the instance can be started. Absent or null: it
   * is left stopped.
   */
  readonly start?: StartOfCreated | null;
}

export interface StartOfCreated {
  readonly attemptId: Uuid;
  /** The request that asked for the instance. */
  readonly requestId: string | null;
}

export type NewInstance = Pick<
  Instance,
  | 'id'
  | 'projectId'
  | 'name'
  | 'description'
  | 'hostname'
  | 'userData'
  | 'ncpus'
  | 'memory'
  | 'cpuPlatform'
  | 'enableJumboFrames'
  | 'autoRestart'
>;

export type CreateInterface = Pick<
  NewNetworkInterface,
  'id' | 'name' | 'description' | 'subnet' | 'ip'
>;

export interface AddressOfPool {
  readonly id: Uuid;
  readonly poolId: Uuid;
}

export type CreateAddress =
  | (AddressOfPool & { readonly kind: 'ephemeral' })
  /** One that the project has. */
  | { readonly kind: 'floating'; readonly id: Uuid };

export type CreateDisk =
  | ({ readonly kind: 'create' } & Omit<NewDisk, 'projectId'>)
  /** One that the project has. */
  | { readonly kind: 'attach'; readonly id: Uuid };

/** The item that a node of a parallel stage is about: `attach_disk_3` is about the fourth. */
export function itemOf<Item>(
  items: readonly Item[],
  node: string,
): { readonly item: Item; readonly index: number } {
  const index = Number(node.slice(node.lastIndexOf('_') + 1));
  const item = items[index];
  if (item === undefined) throw new Error(`the parameters have nothing for ${node}`);
  return { item, index };
}
