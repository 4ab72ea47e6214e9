import {
  type Instance,
  isVmmTerminal,
  type StartAttempt,
  type VmmFailureReason,
  type VmmState,
} from '@skewline/nexus-types/domain';
import type { Problem } from '@skewline/runtime';
import type { DateTime, Uint32, Uuid } from '@skewline/runtime/api';
import { type RawBuilder, sql } from 'kysely';
import { loadEvent, loadInstance, loadStartAttempt } from '../row/index.ts';
import { vmmOfColumns } from '../row/vmm-columns.ts';
import type { InstanceEventRow, StartAttemptRow } from '../rows/index.ts';
import { type NamedPage, pageOfNamed } from './named-page.ts';
import type { Queries } from './queries.ts';
import { attemptColumns } from './start-attempt-page.ts';

/** An instance as lists show it: what its guest gets at its first boot is long, and no part of that. */
export type ListedInstance = Omit<Instance, 'userData'>;

/** All that is said of an instance to its users: how it is, what went wrong last, what is done about it. */
export interface InstanceReading {
  readonly instance: ListedInstance;
  /** The VMM that it is linked to; null where there is none. */
  readonly activeVmm: { readonly state: VmmState; readonly timeUpdated: DateTime } | null;
  /** Newest first: those since the last that succeeded, and that one, but no more than `mostAttempts`. */
  readonly attempts: readonly StartAttempt[];
  /** The last time that its VMM failed, as its history tells; null where it has run well since, or ever. */
  readonly runFailure: SeenRunFailure | null;
  /** What is wrong with rows. */
  readonly problems: readonly Problem[];
}

export interface SeenRunFailure {
  readonly time: DateTime;
  readonly reason: VmmFailureReason;
}

export interface ReadingOptions {
  /** How many attempts there may be in a row; more are left out. */
  readonly mostAttempts: Uint32;
}

/** The instances of a project that are not deleted. Up to four statements, however many instances there are. */
export async function readInstances(
  queries: Queries,
  projectId: Uuid,
  page: NamedPage,
  options: ReadingOptions,
): Promise<readonly InstanceReading[]> {
  const rows = await withVmm(queries)
    .where('instance.project_id', '=', projectId)
    .where('instance.time_deleted', 'is', null)
    .$call((query) => pageOfNamed(query, 'instance', page))
    .execute();
  return readingsOf(queries, rows, options);
}

/** One instance; null if there is none. A deleted one is still there, with its `timeDeleted`. */
export async function readInstance(
  queries: Queries,
  instanceId: Uuid,
  options: ReadingOptions,
): Promise<InstanceReading | null> {
  const rows = await withVmm(queries).where('instance.id', '=', instanceId).execute();
  const [reading] = await readingsOf(queries, rows, options);
  return reading ?? null;
}

function withVmm(queries: Queries) {
  return queries
    .selectFrom('instance')
    .leftJoin('vmm', 'vmm.id', 'instance.active_propolis_id')
    .select([
      'instance.id',
      'instance.name',
      'instance.description',
      'instance.time_created',
      'instance.time_modified',
      'instance.time_deleted',
      'instance.project_id',
      'instance.ncpus',
      'instance.memory',
      'instance.hostname',
      'instance.boot_disk_id',
      'instance.cpu_platform',
      'instance.enable_jumbo_frames',
      'instance.state',
      'instance.time_state_updated',
      'instance.state_generation',
      'instance.active_propolis_id',
      'instance.target_propolis_id',
      'instance.migration_id',
      'instance.intended_state',
      'instance.auto_restart_policy',
      'instance.auto_restart_cooldown',
      'instance.time_last_auto_restarted',
      'instance.updater_id',
      'instance.updater_gen',
      'vmm.state as vmm_state',
      'vmm.time_state_updated as vmm_time_updated',
      'vmm.state_generation as vmm_generation',
      'vmm.failure_reason',
      'vmm.failure_detail',
    ]);
}

type Row = Awaited<ReturnType<ReturnType<typeof withVmm>['executeTakeFirstOrThrow']>>;

async function readingsOf(
  queries: Queries,
  rows: readonly Row[],
  { mostAttempts }: ReadingOptions,
): Promise<readonly InstanceReading[]> {
  const found = rows.map(instanceOf);
  const ids = found.map(({ instance }) => instance.id);
  // Of most instances the newest says it all; one that is open hides the one before.
  const newest = await attemptsOf(queries, ids, 2);
  const inARow = found.flatMap(({ instance: { id } }) =>
    newest.get(id)?.length === 2 && !newest.get(id)?.some(isSuccess) ? id : [],
  );
  const more = await attemptsOf(queries, inARow, mostAttempts);
  const suspects = found.flatMap(({ instance, activeVmm }) =>
    isWell(instance, activeVmm, newest.get(instance.id)?.[0]) ? [] : instance.id,
  );
  const failures = await runFailuresOf(queries, suspects);
  return found.map((reading) => {
    const { id, runtime } = reading.instance;
    const attempts = more.get(id) ?? newest.get(id) ?? [];
    const end = attempts.findIndex(isSuccess);
    return {
      ...reading,
      attempts: end < 0 ? attempts : attempts.slice(0, end + 1),
      runFailure: runFailureOf(failures.get(id) ?? [], runtime.state === 'failed'),
    };
  });
}

function instanceOf(row: Row): Pick<InstanceReading, 'instance' | 'activeVmm' | 'problems'> {
  const { value, problems } = loadInstance({ ...row, user_data: new Uint8Array() });
  const { userData: _userData, ...instance } = value;
  const { vmm_state, vmm_time_updated, vmm_generation, failure_reason, failure_detail } = row;
  if (vmm_state === null || vmm_time_updated === null)
    return { instance, activeVmm: null, problems };
  const { runtime } = vmmOfColumns({
    state: vmm_state,
    time_state_updated: vmm_time_updated,
    state_generation: vmm_generation ?? 0,
    failure_reason,
    failure_detail,
  });
  const { state, timeUpdated } = runtime;
  return { instance, activeVmm: { state, timeUpdated }, problems };
}

function isSuccess({ outcome }: StartAttempt): boolean {
  return outcome.kind === 'succeeded';
}

/** Whether it runs after a start that succeeded: then nothing has gone wrong since. */
function isWell(
  { runtime }: ListedInstance,
  activeVmm: InstanceReading['activeVmm'],
  newest: StartAttempt | undefined,
): boolean {
  const { state } = runtime;
  if (state === 'creating' || newest === undefined) return state !== 'failed';
  return (
    state === 'vmm' && activeVmm !== null && !isVmmTerminal(activeVmm.state) && isSuccess(newest)
  );
}

/** The newest attempts of each instance, newest first. */
async function attemptsOf(
  queries: Queries,
  instanceIds: readonly Uuid[],
  limit: number,
): Promise<ReadonlyMap<Uuid, readonly StartAttempt[]>> {
  if (instanceIds.length === 0) return new Map();
  const { rows } = await sql<StartAttemptRow>`
    SELECT ${sql.join(attemptColumns.map((column) => sql.ref(column)))}
    FROM unnest(${uuids(instanceIds)}) AS wanted (id)
    CROSS JOIN LATERAL (
      SELECT ${sql.join(attemptColumns.map((column) => sql.ref(column)))}
      FROM start_attempt
      WHERE start_attempt.instance_id = wanted.id
      ORDER BY start_attempt.time_started DESC, start_attempt.id DESC
      LIMIT ${limit}
    ) AS start_attempt
    ORDER BY start_attempt.time_started DESC, start_attempt.id DESC`.execute(queries);
  const attempts = rows.map((row) => loadStartAttempt(row).value);
  return grouped(attempts, ({ instanceId }) => instanceId);
}

/** The newest two of: its VMM failed, a start succeeded; newest first. */
async function runFailuresOf(
  queries: Queries,
  instanceIds: readonly Uuid[],
): Promise<ReadonlyMap<Uuid, readonly InstanceEventRow[]>> {
  if (instanceIds.length === 0) return new Map();
  const { rows } = await sql<InstanceEventRow>`
    SELECT event.instance_id, event.sequence, event.time, event.kind, event.data, event.detail
    FROM unnest(${uuids(instanceIds)}) AS wanted (id)
    CROSS JOIN LATERAL (
      SELECT *
      FROM instance_event
      WHERE instance_event.instance_id = wanted.id
        AND instance_event.kind IN ('vmm_failed', 'start_succeeded')
      ORDER BY instance_event.sequence DESC
      LIMIT 2
    ) AS event
    ORDER BY event.sequence DESC`.execute(queries);
  return grouped(rows, ({ instance_id }) => instance_id);
}

/**
 * A start that has succeeded since hides a failure, unless the record says that the instance has failed: a VMM can fail
 * before it is written down that it was started.
 */
function runFailureOf(
  events: readonly InstanceEventRow[],
  isFailed: boolean,
): SeenRunFailure | null {
  const row = isFailed ? events.find(({ kind }) => kind === 'vmm_failed') : events[0];
  const event = row === undefined ? null : loadEvent(row).value;
  if (event?.what.kind !== 'vmm_failed') return null;
  return { time: event.time, reason: event.what.reason };
}

/** One parameter, however many there are. */
function uuids(ids: readonly Uuid[]): RawBuilder<readonly Uuid[]> {
  return sql`${`{${ids.join(',')}}`}::uuid[]`;
}

function grouped<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => Uuid,
): ReadonlyMap<Uuid, readonly Item[]> {
  const groups = new Map<Uuid, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
