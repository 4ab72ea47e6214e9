import {
  type ExternalInstanceState,
  externalState,
  type InstanceState,
  type IntendedState,
  type VmmState,
  type VmmStateKind,
  vmmStateKinds,
} from '@skewline/nexus-types/domain';
import type { Uuid } from '@skewline/runtime/api';
import type { Expression, ExpressionBuilder, SqlBool } from 'kysely';
import type { Tables } from '../../rows/index.ts';
import type { PageOf, Queries } from '../queries.ts';

/** An instance in a list of those of the whole rack. */
export interface RackInstance {
  readonly id: Uuid;
  readonly name: string;
  readonly projectId: Uuid;
  /** Null: the record of its project is not there. */
  readonly projectName: string | null;
  /** As users see it. */
  readonly state: ExternalInstanceState;
  readonly intendedState: IntendedState;
  readonly activeVmmId: Uuid | null;
  /** Where its active VMM is. */
  readonly sledId: Uuid | null;
  readonly sledSerial: string | null;
}

export interface RackInstanceFilter {
  /** Deleted instances are listed only where `destroyed` is asked for. */
  readonly state?: ExternalInstanceState | undefined;
  readonly projectId?: Uuid | undefined;
  readonly projectName?: string | undefined;
  readonly name?: string | undefined;
  readonly sledId?: Uuid | undefined;
}

/** The instances of all projects, in the order of their ids. */
export async function listRackInstances(
  queries: Queries,
  filter: RackInstanceFilter,
  { after = null, limit }: PageOf<Uuid>,
): Promise<readonly RackInstance[]> {
  const { state, projectId, projectName, name, sledId } = filter;
  const rows = await selectInstances(queries)
    .$if(state !== 'destroyed', (query) => query.where('i.time_deleted', 'is', null))
    .$if(state !== undefined, (query) => query.where((row) => isSeenAs(row, state)))
    .$if(projectId !== undefined, (query) => query.where('i.project_id', '=', projectId ?? ''))
    .$if(projectName !== undefined, (query) => query.where('p.name', '=', projectName ?? ''))
    .$if(projectName !== undefined, (query) => query.where('p.time_deleted', 'is', null))
    .$if(name !== undefined, (query) => query.where('i.name', '=', name ?? ''))
    .$if(sledId !== undefined, (query) => query.where('v.sled_id', '=', sledId ?? ''))
    .$if(after !== null, (query) => query.where('i.id', '>', after))
    .orderBy('i.id')
    .limit(limit)
    .execute();
  return rows.map(instanceOfRow);
}

/** One of them, also if it is deleted; null if there is none. */
export async function findRackInstance(
  queries: Queries,
  instanceId: Uuid,
): Promise<RackInstance | null> {
  const row = await selectInstances(queries).where('i.id', '=', instanceId).executeTakeFirst();
  return row === undefined ? null : instanceOfRow(row);
}

// Not `selectAll`: user data may be long, and there is one for each instance.
function selectInstances(queries: Queries) {
  return queries
    .selectFrom('instance as i')
    .leftJoin('vmm as v', 'v.id', 'i.active_propolis_id')
    .leftJoin('sled as s', 's.id', 'v.sled_id')
    .leftJoin('project as p', 'p.id', 'i.project_id')
    .select([
      'i.id',
      'i.name',
      'i.project_id',
      'p.name as project_name',
      'i.state',
      'i.intended_state',
      'i.active_propolis_id',
      'i.migration_id',
      'v.state as vmm_state',
      'v.sled_id',
      's.serial_number',
    ]);
}

type Row = Awaited<ReturnType<ReturnType<typeof selectInstances>['executeTakeFirstOrThrow']>>;

function instanceOfRow(row: Row): RackInstance {
  const vmm = row.vmm_state === null ? null : stateOf(row.vmm_state);
  return {
    id: row.id,
    name: row.name,
    projectId: row.project_id,
    projectName: row.project_name,
    state: externalState(row.state, vmm, row.migration_id),
    intendedState: row.intended_state,
    activeVmmId: row.active_propolis_id,
    sledId: row.sled_id,
    sledSerial: row.serial_number,
  };
}

/** What users see of a VMM does not depend on why it failed. */
function stateOf(kind: VmmStateKind): VmmState {
  return kind === 'failed' ? { kind, reason: 'prehistoric', detail: null } : { kind };
}

type Rows = {
  readonly i: Tables['instance'];
  readonly v: { readonly [Column in keyof Tables['vmm']]: Tables['vmm'][Column] | null };
};

const recordStates: { readonly [State in Exclude<InstanceState, 'vmm'>]: true } = {
  creating: true,
  no_vmm: true,
  failed: true,
  destroyed: true,
};

/** The condition is asked of the domain, so that it cannot say anything else than `externalState`. */
function isSeenAs(
  row: ExpressionBuilder<Rows, 'i' | 'v'>,
  wanted: ExternalInstanceState | undefined,
): Expression<SqlBool> {
  // The cast: the keys of an object literal are what its type says.
  const records = (Object.keys(recordStates) as (keyof typeof recordStates)[]).filter(
    (state) => externalState(state, null, null) === wanted,
  );
  const anyMigration = '00000000-0000-4000-8000-000000000000';
  const seenAs = (migrationId: Uuid | null): readonly VmmStateKind[] =>
    vmmStateKinds.filter((kind) => externalState('vmm', stateOf(kind), migrationId) === wanted);
  const withVmm = (isMigrating: boolean, kinds: readonly VmmStateKind[]): Expression<SqlBool> =>
    row.and([
      row('i.state', '=', 'vmm'),
      row('i.migration_id', isMigrating ? 'is not' : 'is', null),
      row('v.state', 'in', kinds),
    ]);
  const [still, moving] = [seenAs(null), seenAs(anyMigration)];
  return row.or([
    ...(records.length === 0 ? [] : [row('i.state', 'in', records)]),
    ...(still.length === 0 ? [] : [withVmm(false, still)]),
    ...(moving.length === 0 ? [] : [withVmm(true, moving)]),
    ...(externalState('vmm', null, null) === wanted
      ? [row.and([row('i.state', '=', 'vmm'), row('v.id', 'is', null)])]
      : []),
  ]);
}
