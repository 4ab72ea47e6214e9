import {
  externalState,
  type ExternalInstanceState,
  type Resources,
  type Sled,
} from '@skewline/nexus-types/domain';
import type { DateTime, Uint16, Uint32, Uint64, Uuid } from '@skewline/runtime/api';
import { sql } from 'kysely';
import { sledOfRow } from '../row/index.ts';
import type { SledRow } from '../rows/index.ts';
import { activeVmmColumns, activeVmmState } from './active-vmm.ts';
import type { PageOf, Queries } from './queries.ts';

/** A sled, and how much of it is taken. */
export interface SledUse {
  readonly sled: Sled;
  /** By all reservations together. */
  readonly reserved: Resources;
  /** VMMs that are on it. */
  readonly vmms: Uint32;
}

/** The sleds that are not deleted, or one of them, in the order of their ids. */
export async function readSledUse(
  queries: Queries,
  sledId: Uuid | null = null,
): Promise<readonly SledUse[]> {
  const { rows } = await sql<
    SledRow & {
      readonly threads: Uint64;
      readonly rss: Uint64;
      readonly reservoir: Uint64;
      readonly vmms: Uint64;
    }
  >`
    SELECT
      s.*,
      COALESCE(r.threads, 0)::int8 AS threads,
      COALESCE(r.rss, 0)::int8 AS rss,
      COALESCE(r.reservoir, 0)::int8 AS reservoir,
      COALESCE(v.vmms, 0)::int8 AS vmms
    FROM sled s
    LEFT JOIN (
      SELECT
        sled_id,
        SUM(hardware_threads) AS threads,
        SUM(rss_ram) AS rss,
        SUM(reservoir_ram) AS reservoir
      FROM sled_resource_vmm
      GROUP BY sled_id
    ) r ON r.sled_id = s.id
    LEFT JOIN (
      SELECT sled_id, COUNT(*) AS vmms
      FROM vmm
      WHERE time_deleted IS NULL AND state NOT IN ('creating', 'saga_unwound', 'destroyed')
      GROUP BY sled_id
    ) v ON v.sled_id = s.id
    WHERE s.time_deleted IS NULL AND (${sledId}::uuid IS NULL OR s.id = ${sledId}::uuid)
    ORDER BY s.id`.execute(queries);
  return rows.map(({ threads, rss, reservoir, vmms, ...row }) => ({
    sled: sledOfRow(row),
    reserved: { hardwareThreads: threads, rssRam: rss, reservoirRam: reservoir },
    vmms,
  }));
}

/** The sleds that are not deleted, in the order of their ids. */
export async function listSledPage(
  queries: Queries,
  { after = null, limit }: PageOf<Uuid>,
): Promise<readonly Sled[]> {
  const rows = await queries
    .selectFrom('sled')
    .selectAll()
    .where('time_deleted', 'is', null)
    .$if(after !== null, (query) => query.where('id', '>', after))
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(sledOfRow);
}

/** An instance whose active VMM is on a sled. */
export interface InstanceOnSled {
  readonly id: Uuid;
  readonly name: string;
  readonly projectName: string;
  readonly sledId: Uuid;
  readonly timeCreated: DateTime;
  readonly timeModified: DateTime;
  readonly migrationId: Uuid | null;
  readonly state: ExternalInstanceState;
  readonly ncpus: Uint16;
  readonly memory: Uint64;
}

/** In the order of the instances' ids. */
export async function listInstancesOnSled(
  queries: Queries,
  sledId: Uuid,
  { after = null, limit }: PageOf<Uuid>,
): Promise<readonly InstanceOnSled[]> {
  const rows = await queries
    .selectFrom('vmm')
    .innerJoin('instance', (join) =>
      join
        .onRef('instance.id', '=', 'vmm.instance_id')
        .onRef('instance.active_propolis_id', '=', 'vmm.id'),
    )
    .innerJoin('project', 'project.id', 'instance.project_id')
    .select([
      'instance.id',
      'instance.name',
      'project.name as project_name',
      'instance.time_created',
      'instance.time_modified',
      'instance.migration_id',
      'instance.state',
      'instance.ncpus',
      'instance.memory',
    ])
    .select(activeVmmColumns)
    .where('vmm.sled_id', '=', sledId)
    .where('vmm.time_deleted', 'is', null)
    .where('instance.time_deleted', 'is', null)
    .$if(after !== null, (query) => query.where('instance.id', '>', after))
    .orderBy('instance.id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    projectName: row.project_name,
    sledId,
    timeCreated: row.time_created,
    timeModified: row.time_modified,
    migrationId: row.migration_id,
    state: externalState(row.state, activeVmmState(row), row.migration_id),
    ncpus: row.ncpus,
    memory: row.memory,
  }));
}
