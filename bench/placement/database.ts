/**
 * Reservations per second on PostgreSQL, in the shape of omicron's `sled_reservation` benchmark: tasks
 * that start together, each reserving a number of VMMs one after the other, on few sleds of 32 usable
 * threads; without groups, and with the instances of the database striped over groups that permit. As
 * there, each reservation is of a new instance. Cleaning up is not measured.
 */
import { randomUUID } from 'node:crypto';
import {
  type Database,
  migrate,
  openDatabase,
  placementDatabase,
  type Tables,
} from '@skewline/db-model';
import { reserve, seeded } from '@skewline/placement';
import { sql } from 'kysely';
import type { TestProject } from 'vitest/node';
import { addGroup, addSled, gibibyte } from '../../packages/db-model/test/store/placement-rows.ts';
import { setup } from '../../packages/db-model/test/support/postgres-cluster.ts';
import { orThrow } from '../../packages/db-model/test/support/problems.ts';
import { type Spread, spreadOf } from '../support.ts';

const threadsOfSled = 32;
const groupPatterns = ['no-groups', 'affinity-groups-permissive'] as const;
type GroupPattern = (typeof groupPatterns)[number];

export interface Reservations {
  readonly pattern: GroupPattern;
  readonly sleds: number;
  readonly tasks: number;
  readonly vmms: number;
  /** Milliseconds for one VMM: the time of all, by tasks and by VMMs of each, as omicron has it. */
  readonly each: Spread;
  readonly perSecond: Spread;
  /** Inserts that another task made useless, of all. */
  readonly lost: number;
}

export interface DatabaseEffort {
  readonly samples: number;
  readonly vmms: readonly number[];
  readonly sleds: readonly number[];
}

export async function measureReservations(
  effort: DatabaseEffort,
): Promise<readonly Reservations[]> {
  let url = '';
  // The cast: of the project of tests only this is asked.
  const stop = await setup({
    provide: (_name: string, value: string) => {
      url = value;
    },
  } as unknown as TestProject);
  try {
    const database = orThrow(await openDatabase<Tables>({ url, connections: 8 }));
    orThrow(await migrate(database));
    const measured = await measureAll(database, effort);
    await database.close();
    return measured;
  } finally {
    await stop();
  }
}

async function measureAll(
  database: Database<Tables>,
  { samples, vmms, sleds }: DatabaseEffort,
): Promise<readonly Reservations[]> {
  const measured: Reservations[] = [];
  for (const pattern of groupPatterns) {
    for (const sledCount of sleds) {
      await prepare(database, pattern, sledCount);
      for (const tasks of [1, 4, 8]) {
        for (const each of vmms) {
          if (tasks * each > sledCount * threadsOfSled) continue;
          measured.push(await measure(database, pattern, sledCount, tasks, each, samples));
        }
      }
    }
  }
  return measured;
}

async function prepare(
  database: Database<Tables>,
  pattern: GroupPattern,
  sleds: number,
): Promise<void> {
  await sql`TRUNCATE sled, sled_resource_vmm, affinity_group, affinity_group_instance_membership,
    anti_affinity_group, anti_affinity_group_instance_membership CASCADE`.execute(database.kysely);
  for (let index = 0; index < sleds; index += 1) {
    const reservoirRam = 512 * gibibyte;
    const capacity = { hardwareThreads: threadsOfSled, rssRam: 2 * reservoirRam, reservoirRam };
    await addSled(database.kysely, { capacity });
  }
  if (pattern === 'no-groups') return;
  const instances = Array.from({ length: 32 }, () => randomUUID());
  for (let index = 0; index < 4; index += 1) {
    const kind = index % 2 === 0 ? 'affinity' : 'anti_affinity';
    const members = instances.filter((_, at) => at % 4 === index);
    await addGroup(database, kind, members, { policy: 'allow', name: `group-${String(index)}` });
  }
}

async function measure(
  database: Database<Tables>,
  pattern: GroupPattern,
  sleds: number,
  tasks: number,
  vmms: number,
  samples: number,
): Promise<Reservations> {
  const store = placementDatabase(database);
  const times: number[] = [];
  let inserts = 0;
  const task = async (random: ReturnType<typeof seeded>): Promise<void> => {
    for (let index = 0; index < vmms; index += 1) {
      const request = {
        vmmId: randomUUID(),
        instanceId: randomUUID(),
        resources: { hardwareThreads: 1, rssRam: 0, reservoirRam: gibibyte },
        reason: 'start',
        cpuPlatform: null,
        mustSelectFrom: null,
      } as const;
      const result = await reserve(store, request, { random });
      if (result.kind === 'refused') throw new Error(result.refusal.message);
      inserts += result.tries.inserts;
    }
  };
  const warmUp = 1;
  for (let sample = 0; sample < samples + warmUp; sample += 1) {
    if (sample === warmUp) inserts = 0;
    const start = performance.now();
    await Promise.all(Array.from({ length: tasks }, (_, at) => task(seeded(100 * sample + at))));
    if (sample >= warmUp) times.push(performance.now() - start);
    const { rows } = await sql<{ count: number }>`
      SELECT count(*)::int AS count FROM sled_resource_vmm`.execute(database.kysely);
    if (rows[0]?.count !== tasks * vmms) throw new Error('not every reservation is there');
    await sql`TRUNCATE sled_resource_vmm`.execute(database.kysely);
  }
  const all = tasks * vmms;
  return {
    pattern,
    sleds,
    tasks,
    vmms,
    each: spreadOf(times.map((time) => time / all)),
    perSecond: spreadOf(times.map((time) => (1000 * all) / time)),
    lost: inserts - samples * all,
  };
}
