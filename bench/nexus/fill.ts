/**
 * Instances as a rack has them that has run for a while, straight into the tables: half of them run, on sleds that are
 * full of them, half are stopped, and each has been started once.
 */
import { randomUUID } from 'node:crypto';
import {
  type Database,
  eventRow,
  instanceRow,
  reservationRow,
  sledRow,
  type StartAttemptRow,
  startAttemptRow,
  type Tables,
  vmmRow,
} from '@skewline/db-model';
import {
  type Instance,
  type InstanceEvent,
  type InstanceEventWhat,
  newStartAttempt,
  newVmm,
  type Sled,
  type StartAttempt,
} from '@skewline/nexus-types/domain';
import { type Insertable, sql } from 'kysely';
import {
  accepted,
  sampleInstance,
  sampleSled,
} from '../../packages/db-model/test/store/samples.ts';

const made = '2026-11-01T06:00:00.000000Z';
const started = '2026-11-01T06:01:00.000000Z';
const running = '2026-11-01T06:01:02.000000Z';

const threadsOfVmm = 2;
const memoryOfVmm = 4 * 2 ** 30;
const vmmsOfSled = 64;
/** PostgreSQL takes 65,535 parameters in one statement, and an instance has 26 columns. */
const rowsAtOnce = 1000;

/** All that one instance is in the tables. */
interface Rows {
  readonly instance: Tables['instance'];
  readonly vmm: Tables['vmm'] | null;
  readonly reservation: Tables['sled_resource_vmm'] | null;
  readonly attempt: StartAttemptRow;
  readonly events: readonly Tables['instance_event'][];
}

/** Adds so many instances to a project; gives their ids in the order of their names. */
export async function fill(
  database: Database<Tables>,
  projectId: string,
  count: number,
): Promise<readonly string[]> {
  const ids: string[] = [];
  let sled: Sled | null = null;
  for (let from = 0; from < count; from += rowsAtOnce) {
    const size = Math.min(rowsAtOnce, count - from);
    const sleds: Sled[] = [];
    const rows = Array.from({ length: size }, (_, at): Rows => {
      const index = from + at;
      if (index % (2 * vmmsOfSled) === 0) {
        const vmms = Math.min(vmmsOfSled, Math.ceil((count - index) / 2));
        sleds.push((sled = fullSled(`${projectId}-${String(index)}`, vmms)));
      }
      // The first instance has made one.
      return rowsOf(projectId, index, index % 2 === 0 ? sled!.id : null);
    });
    await insert(database, 'sled', sleds.map(sledRow));
    await insertAll(database, rows);
    ids.push(...rows.map(({ instance }) => instance.id));
  }
  await analyze(database);
  return ids;
}

/** As the autovacuum of a server does by itself before long. */
async function analyze({ kysely }: Database<Tables>): Promise<void> {
  await sql`ANALYZE`.execute(kysely);
}

/** Instances that were made and never started; gives their ids. */
export async function addStopped(
  database: Database<Tables>,
  projectId: string,
  count: number,
): Promise<readonly string[]> {
  const instances = Array.from({ length: count }, (_, index) =>
    instanceOf(projectId, `start-${String(index)}`, { intendedState: 'stopped' }),
  );
  await insert(database, 'instance', instances.map(instanceRow));
  const created = instances.map(({ id }) => eventRow(eventOf(id, 1, made, { kind: 'created' })));
  await insert(database, 'instance_event', created);
  return instances.map(({ id }) => id);
}

function instanceOf(projectId: string, name: string, over: Partial<Instance>): Instance {
  return sampleInstance({
    projectId,
    name,
    description: 'for a benchmark',
    hostname: name,
    timeCreated: made,
    timeModified: made,
    ncpus: threadsOfVmm,
    memory: memoryOfVmm,
    ...over,
  });
}

/** As large as the instances that are put on it, so that no other is. */
function fullSled(serial: string, vmms: number): Sled {
  return sampleSled({
    baseboard: { part: 'full', serial, revision: 1 },
    capacity: {
      hardwareThreads: threadsOfVmm * vmms,
      rssRam: 2 * memoryOfVmm * vmms,
      reservoirRam: memoryOfVmm * vmms,
    },
  });
}

/** `sledId` null: it is stopped. */
function rowsOf(projectId: string, index: number, sledId: string | null): Rows {
  const name = `instance-${String(index).padStart(6, '0')}`;
  const plain = instanceOf(projectId, name, {
    intendedState: sledId === null ? 'stopped' : 'running',
  });
  const { id: instanceId } = plain;
  const vmm =
    sledId === null
      ? null
      : {
          ...newVmm(
            {
              id: randomUUID(),
              instanceId,
              sledId,
              propolisIp: 'fd00:1122:3344:101::1:2',
              cpuPlatform: 'amd_milan',
            },
            started,
          ),
          runtime: { state: { kind: 'running' }, gen: 3, timeUpdated: running } as const,
        };
  const instance: Instance =
    vmm === null
      ? plain
      : {
          ...plain,
          runtime: { ...plain.runtime, state: 'vmm', activeVmmId: vmm.id, timeUpdated: started },
        };
  const request = {
    id: randomUUID(),
    instanceId,
    origin: 'user',
    requestId: randomUUID(),
  } as const;
  const attempt: StartAttempt = {
    ...newStartAttempt(request, started),
    outcome: { kind: 'succeeded', timeFinished: running },
    vmmId: vmm?.id ?? randomUUID(),
  };
  const { id: attemptId } = attempt;
  const history: readonly InstanceEventWhat[] = [
    { kind: 'created' },
    { kind: 'start_accepted', attemptId, origin: 'user' },
    { kind: 'start_succeeded', attemptId },
    ...(vmm === null ? ([{ kind: 'stop_requested' }] as const) : []),
  ];
  return {
    instance: instanceRow(instance),
    vmm: vmm === null ? null : accepted(vmmRow(vmm)),
    reservation:
      vmm === null
        ? null
        : reservationRow({
            id: vmm.id,
            sledId: vmm.sledId,
            instanceId,
            resources: {
              hardwareThreads: threadsOfVmm,
              rssRam: 0,
              reservoirRam: memoryOfVmm,
            },
            state: 'active',
          }),
    attempt: startAttemptRow(attempt),
    events: history.map((what, at) => eventRow(eventOf(instanceId, at + 1, started, what))),
  };
}

function eventOf(
  instanceId: string,
  sequence: number,
  time: string,
  what: InstanceEventWhat,
): InstanceEvent {
  return { instanceId, sequence, time, what, detail: null };
}

async function insertAll(database: Database<Tables>, rows: readonly Rows[]): Promise<void> {
  await insert(
    database,
    'vmm',
    rows.flatMap(({ vmm }) => vmm ?? []),
  );
  await insert(
    database,
    'sled_resource_vmm',
    rows.flatMap(({ reservation }) => reservation ?? []),
  );
  await insert(
    database,
    'instance',
    rows.map(({ instance }) => instance),
  );
  await insert(
    database,
    'start_attempt',
    rows.map(({ attempt }) => attempt),
  );
  await insert(
    database,
    'instance_event',
    rows.flatMap(({ events }) => events),
  );
}

async function insert<Table extends keyof Tables>(
  { kysely }: Database<Tables>,
  table: Table,
  rows: readonly (Table extends 'start_attempt' ? StartAttemptRow : Tables[Table])[],
): Promise<void> {
  if (rows.length === 0) return;
  await kysely
    .insertInto(table)
    // kysely cannot see that a row of the table is what the table takes.
    .values(rows as unknown as readonly Insertable<Tables[Table]>[])
    .execute();
}
