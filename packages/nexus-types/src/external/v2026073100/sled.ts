import type { Int64, Uint32, Uuid } from '@skewline/runtime/api';
import type { ByteCount } from './byte-count.ts';
import type { AssetIdentity } from './identity.ts';
import type { InstanceState } from './instance.ts';
import type { Name } from './name.ts';
import type { ResultsPage } from './page.ts';

/** Which piece of hardware it is. */
export interface Baseboard {
  /** The part number. */
  part: string;
  /** The serial number. */
  serial: string;
  revision: Uint32;
}

/** Whether new instances may be placed on a sled. */
export type SledProvisionPolicy =
  /** They may. */
  | 'provisionable'
  /** They may not. What runs there already stays, unless somebody moves it. */
  | 'non_provisionable';

/** What the operator wants a sled to be. */
export type SledPolicy =
  /** It is in use. */
  | {
      kind: 'in_service';
      /** Whether new instances may be placed on it. */
      provision_policy: SledProvisionPolicy;
    }
  /** It is gone for good. The same hardware, put back, is another sled. */
  | { kind: 'expunged' };

/** What a sled is. */
export type SledState =
  /** It is in use. */
  | 'active'
  /** It has been taken out of use for good. */
  | 'decommissioned';

/** A sled: one machine of the rack, as operators see it. */
export interface Sled extends AssetIdentity {
  rack_id: Uuid;
  baseboard: Baseboard;
  policy: SledPolicy;
  state: SledState;
  /** How many virtual CPUs have room on it. */
  usable_hardware_threads: Uint32;
  /** How much memory its operating system can use. */
  usable_physical_ram: ByteCount;
}

/** One page of sleds. */
export type SledResultsPage = ResultsPage<Sled>;

/** An instance that runs on a sled, as operators see it. */
export interface SledInstance extends AssetIdentity {
  name: Name;
  project_name: Name;
  silo_name: Name;
  active_sled_id: Uuid;
  /** Which migration takes it to another sled, if one does. */
  migration_id?: Uuid | null;
  state: InstanceState;
  /** How many virtual CPUs it has. */
  ncpus: Int64;
  /** How much memory it has, in bytes. */
  memory: Int64;
}

/** One page of the instances on a sled. */
export type SledInstanceResultsPage = ResultsPage<SledInstance>;

/** What the provision policy of a sled is to be. */
export interface SledProvisionPolicyParams {
  state: SledProvisionPolicy;
}

/** What the provision policy of a sled was, and is. */
export interface SledProvisionPolicyResponse {
  old_state: SledProvisionPolicy;
  new_state: SledProvisionPolicy;
}
