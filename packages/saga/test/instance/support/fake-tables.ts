import type { Database, Tables } from '@skewline/db-model';
import type { SledVmmState } from '@skewline/nexus-types/domain';
import { type Generated, type Kysely, sql } from 'kysely';
import type { SledPower } from '../../../src/instance/watcher.ts';

/** What the rack outside the control plane consists of: rows in its database, so they outlive a killed process. */
// No interface: kysely wants tables that can be looked up by any name.
export type FakeTables = {
  readonly fake_vmm: {
    readonly vmm_id: string;
    readonly sled_id: string;
    readonly instance_id: string;
    readonly report: SledVmmState;
  };
  readonly fake_storage: { readonly sled_id: string; readonly disk_id: string };
  readonly fake_nat: { readonly instance_id: string; readonly sled_id: string };
  readonly fake_multicast: { readonly instance_id: string; readonly sled_id: string };
  /** What the gateway says; of sleds without a row it knows nothing. */
  readonly fake_power: { readonly sled_id: string; readonly power: SledPower };
  readonly fake_call: {
    readonly sequence: Generated<number>;
    readonly operation: string;
    readonly sled_id: string | null;
    /** The VMM, disk or instance it was about. */
    readonly subject: string;
    /** What was answered. */
    readonly answer: string;
    /** Whether the rack was another one afterwards. */
    readonly changed: boolean;
  };
  readonly fake_fault: {
    readonly id: Generated<number>;
    readonly operation: string;
    readonly sled_id: string | null;
    readonly answer: FakeAnswer;
    readonly times: number;
  };
};

export type SledOperation =
  'ensureLocalStorage' | 'registerVmm' | 'unregisterVmm' | 'putVmmState' | 'getVmmState';
export type NetworkOperation = 'ensureNat' | 'deleteNat' | 'setMulticast';
export type FakeOperation = SledOperation | NetworkOperation;

/** What can go wrong with a call. A call to the network throws, whatever it is. */
export type FakeAnswer =
  | { readonly kind: 'error_status'; readonly status: number; readonly errorCode: string | null }
  /** Nothing was done. */
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'not_understood' }
  /** All was done, and the answer was lost. */
  | { readonly kind: 'lost' }
  /** Never answers; unreachable when the signal is aborted. */
  | { readonly kind: 'hang' };

export const noSuchInstance: FakeAnswer = {
  kind: 'error_status',
  status: 404,
  errorCode: 'NO_SUCH_INSTANCE',
};

export async function createFakeTables(database: Database<Tables>): Promise<void> {
  for (const statement of [
    `CREATE TABLE IF NOT EXISTS fake_vmm (
       vmm_id uuid PRIMARY KEY, sled_id uuid NOT NULL, instance_id uuid NOT NULL, report jsonb NOT NULL)`,
    `CREATE TABLE IF NOT EXISTS fake_storage (
       sled_id uuid NOT NULL, disk_id uuid NOT NULL, PRIMARY KEY (sled_id, disk_id))`,
    `CREATE TABLE IF NOT EXISTS fake_nat (instance_id uuid PRIMARY KEY, sled_id uuid NOT NULL)`,
    `CREATE TABLE IF NOT EXISTS fake_multicast (instance_id uuid PRIMARY KEY, sled_id uuid NOT NULL)`,
    `CREATE TABLE IF NOT EXISTS fake_power (sled_id uuid PRIMARY KEY, power text NOT NULL)`,
    `CREATE TABLE IF NOT EXISTS fake_call (
       sequence int8 GENERATED ALWAYS AS IDENTITY PRIMARY KEY, operation text NOT NULL, sled_id uuid,
       subject uuid NOT NULL, answer text NOT NULL, changed bool NOT NULL)`,
    `CREATE TABLE IF NOT EXISTS fake_fault (
       id int8 GENERATED ALWAYS AS IDENTITY PRIMARY KEY, operation text NOT NULL, sled_id uuid,
       answer jsonb NOT NULL, times int8 NOT NULL)`,
  ]) {
    await sql.raw(statement).execute(database.kysely);
  }
}

export type FakeQueries = Kysely<Tables & FakeTables>;

export function fakeQueries(queries: Kysely<Tables>): FakeQueries {
  return queries.withTables<FakeTables>();
}
