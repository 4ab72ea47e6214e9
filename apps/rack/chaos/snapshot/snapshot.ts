import type { Tables } from '@skewline/db-model';
import type { InstanceAutoRestartStatus } from '@skewline/nexus-client/external';
import type { SledView } from '@skewline/sled-agent/control';

/** What invariants look at: the database, the sled agents, and what users were told, at one moment. */
export interface Snapshot {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly records: Records;
  readonly sleds: readonly SeenSled[];
  /** What users are told of instances that are meant to run and do not, by instance. */
  readonly restarts: ReadonlyMap<string, InstanceAutoRestartStatus | null>;
  /** Attempts whose ids users were given, with what they had asked for. */
  readonly accepted: ReadonlyMap<string, string>;
  /** Instances that users were told are made, likewise. */
  readonly created: ReadonlyMap<string, string>;
  /** VMMs that were made to fail. */
  readonly failed: readonly FailedVmm[];
}

/** A VMM that was made to fail on a sled agent, which knows why. */
export interface FailedVmm {
  readonly id: string;
  readonly sledId: string;
  readonly cause: string;
  /** Of the sled agent at that moment. */
  readonly version: number;
}

/** Rows as they are stored, without what is long and of no concern here. */
export interface Records {
  readonly instances: readonly Omit<Tables['instance'], 'user_data'>[];
  readonly vmms: readonly Tables['vmm'][];
  readonly migrations: readonly Tables['migration'][];
  readonly reservations: readonly Tables['sled_resource_vmm'][];
  readonly sleds: readonly Tables['sled'][];
  readonly attempts: readonly Omit<Tables['start_attempt'], 'rejected_sleds'>[];
  readonly events: readonly Tables['instance_event'][];
  readonly sagas: readonly Pick<
    Tables['saga'],
    | 'id'
    | 'name'
    | 'subject'
    | 'state'
    | 'owner'
    | 'parked_reason'
    | 'cancel_reason'
    | 'time_created'
  >[];
  readonly interfaces: readonly Pick<
    Tables['network_interface'],
    'id' | 'instance_id' | 'time_deleted'
  >[];
  readonly addresses: readonly Pick<
    Tables['external_ip'],
    'id' | 'instance_id' | 'kind' | 'ip' | 'time_deleted'
  >[];
  readonly disks: readonly Tables['disk'][];
  readonly localDisks: readonly Tables['disk_type_local_storage'][];
  readonly allocations: readonly Tables['local_storage_unencrypted_dataset_allocation'][];
  readonly datasets: readonly Tables['rendezvous_local_storage_unencrypted_dataset'][];
  readonly pools: readonly Tables['zpool'][];
  readonly memberships: readonly Tables['affinity_group_instance_membership'][];
  readonly charges: readonly Tables['virtual_provisioning_resource'][];
  readonly provisioned: readonly Tables['virtual_provisioning_collection'][];
}

export interface SeenSled {
  readonly id: string;
  /** `sled-3`, as its log is called. */
  readonly name: string;
  /** By intention: it has no power. */
  readonly isOff: boolean;
  /** Null: nobody answered. */
  readonly view: SledView | null;
}

/** Sleds whose VMMs are of concern: what is expunged is gone, whatever still runs on it. */
export function sledsOfRack({ records, sleds }: Snapshot): readonly SeenSled[] {
  const expunged = new Set(
    records.sleds.filter(({ sled_policy }) => sled_policy === 'expunged').map(({ id }) => id),
  );
  return sleds.filter(({ id }) => !expunged.has(id));
}

export function byId<Row extends { readonly id: string }>(
  rows: readonly Row[],
): ReadonlyMap<string, Row> {
  return new Map(rows.map((row) => [row.id, row]));
}

/** An instance with its name, for people who read what is wrong. */
export function nameOf(records: Records, instanceId: string): string {
  const instance = records.instances.find(({ id }) => id === instanceId);
  return instance === undefined ? `instance ${instanceId}` : `${instance.name} (${instanceId})`;
}

/** The newest of these sagas about an instance. */
export function lastSaga(
  sagas: Records['sagas'],
  name: string,
  instanceId: string,
): Records['sagas'][number] | undefined {
  return sagas
    .filter((saga) => saga.name === name && saga.subject === instanceId)
    .toSorted((left, right) => Date.parse(left.time_created) - Date.parse(right.time_created))
    .at(-1);
}
