import type { Vmm, VmmStateKind } from '@skewline/nexus-types/domain';
import type { Uuid } from '@skewline/runtime/api';
import { type Loaded, loadVmm } from '../../row/index.ts';
import type { PageOf, Queries } from '../queries.ts';

/** A VMM, and what it belongs to. */
export interface RackVmm extends Loaded<Vmm> {
  /** Null: there is no record of its instance. */
  readonly instanceName: string | null;
  /** Null: there is no record of its sled. */
  readonly sledSerial: string | null;
}

export interface RackVmmFilter {
  readonly state?: VmmStateKind | undefined;
  readonly instanceId?: Uuid | undefined;
  readonly sledId?: Uuid | undefined;
  /** Deleted ones as well. */
  readonly deleted?: boolean | undefined;
}

/** VMMs in the order of their ids. */
export async function listRackVmms(
  queries: Queries,
  { state, instanceId, sledId, deleted = false }: RackVmmFilter,
  { after = null, limit }: PageOf<Uuid>,
): Promise<readonly RackVmm[]> {
  const rows = await selectVmms(queries)
    .$if(!deleted, (query) => query.where('v.time_deleted', 'is', null))
    .$if(state !== undefined, (query) => query.where('v.state', '=', state ?? 'failed'))
    .$if(instanceId !== undefined, (query) => query.where('v.instance_id', '=', instanceId ?? ''))
    .$if(sledId !== undefined, (query) => query.where('v.sled_id', '=', sledId ?? ''))
    .$if(after !== null, (query) => query.where('v.id', '>', after))
    .orderBy('v.id')
    .limit(limit)
    .execute();
  return rows.map(vmmOfRow);
}

/** One of them, also if it is deleted; null if there is none. */
export async function findRackVmm(queries: Queries, vmmId: Uuid): Promise<RackVmm | null> {
  const row = await selectVmms(queries).where('v.id', '=', vmmId).executeTakeFirst();
  return row === undefined ? null : vmmOfRow(row);
}

function selectVmms(queries: Queries) {
  return queries
    .selectFrom('vmm as v')
    .leftJoin('instance as i', 'i.id', 'v.instance_id')
    .leftJoin('sled as s', 's.id', 'v.sled_id')
    .selectAll('v')
    .select(['i.name as instance_name', 's.serial_number as sled_serial']);
}

type Row = Awaited<ReturnType<ReturnType<typeof selectVmms>['executeTakeFirstOrThrow']>>;

function vmmOfRow({ instance_name, sled_serial, ...row }: Row): RackVmm {
  return { ...loadVmm(row), instanceName: instance_name, sledSerial: sled_serial };
}
