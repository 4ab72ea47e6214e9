import {
  type Instance,
  isVmmTerminal,
  type StartAttempt,
  type VmmFailureReason,
  type VmmState,
} from '@skewline/nexus-types/domain';
import type { Problem } from '@skewline/runtime';
import type { DateTime, Uint32, Uuid } from '@skewline/runtime/api';
import { type RawBuilder, sql, type SqlBool } from 'kysely';
import { preparedOnce } from '../database/index.ts';
import { loadEvent, loadInstance, loadStartAttempt } from '../row/index.ts';
import { vmmOfColumns } from '../row/vmm-columns.ts';
import type {
  InstanceEventRow,
  StartAttemptRow,
  StoredInstanceRow,
  VmmRow,
} from '../rows/index.ts';
import { type NamedPage, namedPageSql } from './named-page.ts';
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

/** The instances of a project that are not deleted. Up to three statements, however many instances there are; mostly one. */
export async function readInstances(
  queries: Queries,
  projectId: Uuid,
  page: NamedPage,
  options: ReadingOptions,
): Promise<readonly InstanceReading[]> {
  const { isBehind, order } = namedPageSql('instance', page);
  const rows = await rowsOf(
    queries,
    sql`project_id = ${projectId}::uuid AND time_deleted IS NULL AND ${isBehind}
      ORDER BY ${order} LIMIT ${page.limit}`,
    order,
  );
  return readingsOf(queries, rows, options);
}

/** One instance; null if there is none. A deleted one is still there, with its `timeDeleted`. */
export async function readInstance(
  queries: Queries,
  instanceId: Uuid,
  options: ReadingOptions,
): Promise<InstanceReading | null> {
  return readInstanceWhere(queries, sql`id = ${instanceId}::uuid`, options);
}

/** One instance, of which a condition holds; there must be few different texts of it. Columns are those of `instance`. */
export async function readInstanceWhere(
  queries: Queries,
  condition: RawBuilder<SqlBool>,
  options: ReadingOptions,
): Promise<InstanceReading | null> {
  const [reading] = await readingsOf(queries, await rowsOf(queries, condition), options);
  return reading ?? null;
}

/** Of each instance: its VMM, the newest attempt, and which came last: that its VMM failed, or that a start succeeded. */
interface Row extends Omit<StoredInstanceRow, 'user_data'> {
  readonly vmm_state: VmmRow['state'] | null;
  readonly vmm_time_updated: VmmRow['time_state_updated'] | null;
  readonly vmm_generation: VmmRow['state_generation'] | null;
  readonly failure_reason: VmmRow['failure_reason'];
  readonly failure_detail: VmmRow['failure_detail'];
  readonly attempt_id: StartAttemptRow['id'] | null;
  readonly attempt_outcome: StartAttemptRow['outcome'];
  readonly attempt_origin: StartAttemptRow['origin'];
  readonly attempt_request_id: StartAttemptRow['request_id'];
  readonly attempt_time_started: StartAttemptRow['time_started'];
  readonly attempt_time_finished: StartAttemptRow['time_finished'];
  readonly attempt_vmm_id: StartAttemptRow['vmm_id'];
  readonly last_turn: 'vmm_failed' | 'start_succeeded' | null;
}

const instanceColumns: readonly (keyof Omit<StoredInstanceRow, 'user_data'>)[] = [
  'id',
  'name',
  'description',
  'time_created',
  'time_modified',
  'time_deleted',
  'project_id',
  'ncpus',
  'memory',
  'hostname',
  'boot_disk_id',
  'cpu_platform',
  'enable_jumbo_frames',
  'state',
  'time_state_updated',
  'state_generation',
  'active_propolis_id',
  'target_propolis_id',
  'migration_id',
  'intended_state',
  'auto_restart_policy',
  'auto_restart_cooldown',
  'time_last_auto_restarted',
  'updater_id',
  'updater_gen',
];
const inner = sql.join(instanceColumns.map((column) => sql.ref(column)));
const outer = sql.join(instanceColumns.map((column) => sql.ref(`instance.${column}`)));

/** One statement, which is asked for every view and every page: nothing in it depends on how many rows a table has. */
async function rowsOf(
  queries: Queries,
  where: RawBuilder<unknown>,
  order?: RawBuilder<unknown>,
): Promise<readonly Row[]> {
  const { rows } = await sql<Row>`${preparedOnce}
    SELECT
      ${outer},
      vmm.state AS vmm_state,
      vmm.time_state_updated AS vmm_time_updated,
      vmm.state_generation AS vmm_generation,
      vmm.failure_reason,
      vmm.failure_detail,
      attempt.id AS attempt_id,
      attempt.outcome AS attempt_outcome,
      attempt.origin AS attempt_origin,
      attempt.request_id AS attempt_request_id,
      attempt.time_started AS attempt_time_started,
      attempt.time_finished AS attempt_time_finished,
      attempt.vmm_id AS attempt_vmm_id,
      turn.kind AS last_turn
    FROM (SELECT ${inner} FROM instance WHERE ${where}) AS instance
    LEFT JOIN vmm ON vmm.id = instance.active_propolis_id
    LEFT JOIN LATERAL (
      SELECT id, outcome, origin, request_id, time_started, time_finished, vmm_id
      FROM start_attempt
      WHERE start_attempt.instance_id = instance.id
      ORDER BY start_attempt.time_started DESC, start_attempt.id DESC
      LIMIT 1
    ) AS attempt ON true
    LEFT JOIN LATERAL (
      SELECT kind
      FROM instance_event
      WHERE instance_event.instance_id = instance.id AND ${isTurn}
      ORDER BY instance_event.sequence DESC
      LIMIT 1
    ) AS turn ON true
    ${order === undefined ? sql`` : sql`ORDER BY ${order}`}`.execute(queries);
  return rows;
}

const isTurn = sql`instance_event.kind IN ('vmm_failed', 'start_succeeded')`;

async function readingsOf(
  queries: Queries,
  rows: readonly Row[],
  { mostAttempts }: ReadingOptions,
): Promise<readonly InstanceReading[]> {
  const found = rows.map((row) => ({ row, ...instanceOf(row) }));
  // Of most instances the newest attempt says it all, and nothing has gone wrong since.
  const unlucky = found.flatMap(({ row: { id, attempt_id, attempt_outcome } }) =>
    attempt_id === null || attempt_outcome === 'succeeded' ? [] : id,
  );
  const attempts = await attemptsOf(queries, unlucky, mostAttempts);
  const suspects = found.flatMap(({ row, instance, activeVmm }) =>
    isWell(row, activeVmm) || !mayHaveFailed(row) ? [] : instance.id,
  );
  const failures = await runFailuresOf(queries, suspects);
  return found.map(({ row, ...reading }) => {
    const { id, runtime } = reading.instance;
    const inARow = attempts.get(id) ?? newestOf(row);
    const end = inARow.findIndex(isSuccess);
    return {
      ...reading,
      attempts: end < 0 ? inARow : inARow.slice(0, end + 1),
      runFailure: runFailureOf(failures.get(id) ?? [], runtime.state === 'failed'),
    };
  });
}

/** The newest attempt, which has succeeded, so that there is nothing to explain; or none. */
function newestOf(row: Row): readonly StartAttempt[] {
  const { attempt_id, attempt_origin, attempt_time_started } = row;
  if (attempt_id === null) return [];
  const attempt: StartAttemptRow = {
    id: attempt_id,
    instance_id: row.id,
    origin: attempt_origin,
    request_id: row.attempt_request_id,
    time_started: attempt_time_started,
    time_finished: row.attempt_time_finished,
    outcome: row.attempt_outcome,
    code: null,
    fault: null,
    transience: null,
    message: null,
    hint: null,
    counts: null,
    detail: null,
    vmm_id: row.attempt_vmm_id,
  };
  return [loadStartAttempt(attempt).value];
}

/** Whether its history has a failure that may be the last thing that went wrong. */
function mayHaveFailed({ state, last_turn }: Row): boolean {
  return last_turn === 'vmm_failed' || (state === 'failed' && last_turn !== null);
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
  { state, attempt_id, attempt_outcome }: Row,
  activeVmm: InstanceReading['activeVmm'],
): boolean {
  if (state === 'creating' || attempt_id === null) return state !== 'failed';
  return (
    state === 'vmm' &&
    activeVmm !== null &&
    !isVmmTerminal(activeVmm.state) &&
    attempt_outcome === 'succeeded'
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
        AND ${isTurn}
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
