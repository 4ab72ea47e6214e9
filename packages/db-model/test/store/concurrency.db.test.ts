import { randomUUID } from 'node:crypto';
import { startFailure, type VmmFailureReason, type VmmState } from '@skewline/nexus-types/domain';
import { Refusal } from '@skewline/runtime';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Database, migrate, openDatabase, type TransactionOptions } from '../../src/index.ts';
import type { Tables } from '../../src/rows/index.ts';
import {
  appendInstanceEvent,
  fetchInstance,
  fetchMigration,
  fetchVmm,
  finishStartAttempt,
  insertInstance,
  insertMigration,
  insertReservation,
  insertVmm,
  listInstanceEvents,
  listReservations,
  listStartAttempts,
  markVmmFailed,
  openStartAttempt,
  type RuntimeUpdate,
  updateInstanceRuntime,
  vmmAndMigrationUpdateRuntime,
} from '../../src/store/index.ts';
import { forEachDatabase, orThrow } from '../support/databases.ts';
import { failureReasons } from '../support/values.ts';
import {
  accepted,
  begin,
  later,
  sampleAttempt,
  sampleInstance,
  sampleMigration,
  sampleReservation,
  sampleVmm,
} from './samples.ts';

const writers = 32;

/** All at once: on PostgreSQL each has a connection of its own, on PGlite they take turns. */
async function atOnce<Result>(work: (writer: number) => Promise<Result>): Promise<Result[]> {
  return Promise.all(Array.from({ length: writers }, (_, writer) => work(writer)));
}

/** 1 to `count` in an order that looks like chance and is the same each time. */
function shuffled(count: number, seed: number): number[] {
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  const key = (value: number): number => Math.imul(value + seed * 7919, 2_654_435_761) >>> 0;
  return numbers.toSorted((a, b) => key(a) - key(b));
}

forEachDatabase((engine) => {
  let database: Database<Tables>;
  beforeAll(async () => {
    if (engine.name === 'pglite') {
      database = await engine.migrated<Tables>();
      return;
    }
    const location = await engine.location();
    database = orThrow(await openDatabase<Tables>({ ...location, connections: writers }));
    orThrow(await migrate(database));
    return () => database.close();
  });

  it('the writers are at it at the same time', async () => {
    // A connection that is asleep is not free for another; PGlite has only one.
    const seconds = engine.name === 'postgres' ? 0.3 : 0;
    const backends = await atOnce(async () =>
      database.transaction(async (transaction) => {
        const { rows } = await sql<{ readonly pid: number }>`
          SELECT pg_backend_pid() AS pid, pg_sleep(${seconds})`.execute(transaction);
        return rows[0]?.pid;
      }),
    );
    expect(new Set(backends).size).toBe(engine.name === 'postgres' ? writers : 1);
  });

  const isolations = ['serializable', 'read committed'] as const satisfies readonly NonNullable<
    TransactionOptions['isolation']
  >[];
  describe.each(isolations)('%s', (isolation) => {
    it('reports of a VMM: nothing is lost, nothing goes backwards, the last generation wins', async () => {
      const vmm = sampleVmm({ kind: 'creating' });
      const start = { ...vmm, runtime: { ...vmm.runtime, gen: 0 } };
      await insertVmm(database.kysely, start);
      const migration = sampleMigration(vmm.id, randomUUID());
      await insertMigration(database.kysely, {
        ...migration,
        source: { ...migration.source, gen: 0 },
      });
      const each = 4;
      const last = writers * each;
      const stateOf = (gen: number): VmmState =>
        gen % 3 === 0
          ? { kind: 'stopping' }
          : gen % 3 === 1
            ? { kind: 'running' }
            : { kind: 'rebooting' };
      // A report's two generations run against each other: the newest of one comes with the oldest
      // of the other.
      const gens = shuffled(last, 1);
      const written: { gen: number; sideGen: number; update: RuntimeUpdate }[] = [];
      await atOnce(async (writer) => {
        for (const gen of gens.slice(writer * each, (writer + 1) * each)) {
          const sideGen = last + 1 - gen;
          const runtime = { state: stateOf(gen), gen, timeUpdated: later(gen) };
          const migrationOut = {
            migrationId: migration.id,
            state: 'in_progress' as const,
            gen: sideGen,
            timeUpdated: later(sideGen),
          };
          const update = await database.transaction(
            (transaction) =>
              vmmAndMigrationUpdateRuntime(transaction, vmm.id, runtime, { migrationOut }),
            { isolation },
          );
          written.push({ gen, sideGen, update: accepted(update) });
        }
      });

      expect(written).toHaveLength(last);
      const stored = accepted(await fetchVmm(database.kysely, vmm.id)).value;
      expect(stored.runtime).toEqual({ state: stateOf(last), gen: last, timeUpdated: later(last) });
      const side = accepted(await fetchMigration(database.kysely, migration.id)).source;
      expect(side).toMatchObject({ gen: last, timeUpdated: later(last) });
      // Each write that was made found the one before it: one chain, upwards, from the first to the last.
      const chain = written
        .filter(({ update }) => update.vmmUpdated)
        .toSorted((a, b) => a.gen - b.gen);
      expect(chain.at(-1)?.gen).toBe(last);
      const found = chain.map(({ update }) => update.found.runtime);
      expect(found.map(({ gen }) => gen)).toEqual([0, ...chain.slice(0, -1).map(({ gen }) => gen)]);
      expect(found.slice(1).map(({ state }) => state)).toEqual(
        found.slice(1).map(({ gen }) => stateOf(gen)),
      );
      // And each one that was not made found something newer.
      const wrong = written.filter(
        ({ gen, update }) => !update.vmmUpdated && update.found.runtime.gen < gen,
      );
      expect(wrong).toEqual([]);
    });

    it('of many that find a VMM failed, one is first', async () => {
      const vmm = sampleVmm();
      await insertVmm(database.kysely, vmm);
      const reasonOf = (writer: number): VmmFailureReason =>
        failureReasons[writer % failureReasons.length] ?? 'prehistoric';
      const writes = await atOnce(async (writer) => {
        const failure = { reason: reasonOf(writer), detail: `writer ${String(writer)}` };
        const write = await database.transaction(
          (transaction) => markVmmFailed(transaction, vmm.id, failure, later(writer)),
          { isolation },
        );
        return { writer, updated: accepted(write).vmmUpdated };
      });
      const [first, ...others] = writes.filter(({ updated }) => updated);
      if (first === undefined) throw new Error('nobody was first');
      expect(others).toEqual([]);
      expect(accepted(await fetchVmm(database.kysely, vmm.id)).value.runtime).toEqual({
        state: {
          kind: 'failed',
          reason: reasonOf(first.writer),
          detail: `writer ${String(first.writer)}`,
        },
        gen: 4,
        timeUpdated: later(first.writer),
      });
    });

    it('events of an instance: no gap, no number twice, and none appears below one that was seen', async () => {
      const instance = sampleInstance();
      await insertInstance(database.kysely, instance);
      const each = 3;
      let writing = true;
      const watcher = (async () => {
        const pages: number[][] = [];
        for (let isLast = false; !isLast;) {
          isLast = !writing;
          const { events } = await listInstanceEvents(database.kysely, instance.id, {
            limit: 1000,
          });
          pages.push(events.map(({ sequence }) => sequence));
        }
        return pages;
      })();
      const appended = await atOnce(async (writer) => {
        const sequences: number[] = [];
        for (let count = 0; count < each; count += 1) {
          const what = { kind: 'start_succeeded', attemptId: randomUUID() } as const;
          const event = { instanceId: instance.id, time: begin, what, detail: `${String(writer)}` };
          const done = await database.transaction(
            (transaction) => appendInstanceEvent(transaction, event),
            { isolation },
          );
          sequences.push(accepted(done).sequence);
        }
        expect(sequences).toEqual(sequences.toSorted((a, b) => a - b));
        return sequences;
      });
      writing = false;
      const dense = Array.from({ length: writers * each }, (_, index) => index + 1);
      expect(appended.flat().toSorted((a, b) => a - b)).toEqual(dense);
      const pages = await watcher;
      for (const page of pages) expect(page).toEqual(dense.slice(0, page.length));
      expect(pages.at(-1)).toEqual(dense);
      // It looked while they wrote.
      expect(new Set(pages.map(({ length }) => length)).size).toBeGreaterThan(2);
    });

    it('of many starts of an instance one attempt is made, and all are told of it', async () => {
      const instanceId = randomUUID();
      const opened = await atOnce(async () =>
        database.transaction(
          (transaction) => openStartAttempt(transaction, sampleAttempt({ instanceId })),
          { isolation },
        ),
      );
      expect(opened.filter(({ written }) => written)).toHaveLength(1);
      expect(new Set(opened.map(({ value }) => value.id)).size).toBe(1);
      expect(await listStartAttempts(database.kysely, instanceId, { limit: 99 })).toHaveLength(1);
    });

    it('starts that end and begin at the same time: none is lost, one is open', async () => {
      const instanceId = randomUUID();
      const made = await atOnce(async () => {
        const { value, written } = await database.transaction(
          (transaction) => openStartAttempt(transaction, sampleAttempt({ instanceId })),
          { isolation },
        );
        const outcome = { kind: 'succeeded', timeFinished: later(1) } as const;
        accepted(await finishStartAttempt(database.kysely, value.id, outcome));
        return written ? [value.id] : [];
      });
      const all = await listStartAttempts(database.kysely, instanceId, { limit: 99 });
      expect(all.map(({ value }) => value.id).toSorted()).toEqual(made.flat().toSorted());
      expect(all.every(({ value }) => value.outcome.kind === 'succeeded')).toBe(true);
    });

    it('of many reservations for an instance one is made, the others are refused', async () => {
      const instanceId = randomUUID();
      const made = await atOnce(async () =>
        database.transaction(
          (transaction) => insertReservation(transaction, sampleReservation({ instanceId })),
          { isolation },
        ),
      );
      const refusals = made.filter((one) => one instanceof Refusal);
      expect(refusals).toHaveLength(writers - 1);
      expect(new Set(refusals.map(({ code }) => code))).toEqual(new Set(['already_starting']));
      expect(await listReservations(database.kysely, { instanceId })).toHaveLength(1);
    });
  });

  it('of many outcomes of a start one is written', async () => {
    const attempt = sampleAttempt();
    await database.transaction((transaction) => openStartAttempt(transaction, attempt));
    const ends = await atOnce(async (writer) => {
      const failure = startFailure('internal', { detail: `writer ${String(writer)}` });
      const outcome = { kind: 'failed', timeFinished: later(writer), failure } as const;
      const end = accepted(await finishStartAttempt(database.kysely, attempt.id, outcome));
      return { ...end, mine: outcome };
    });
    const [winner, ...others] = ends.filter(({ written }) => written);
    expect(others).toEqual([]);
    for (const { value } of ends) expect(value.outcome).toEqual(winner?.mine);
  });

  it('an instance whose writers look first and then write: each write counts', async () => {
    const instance = sampleInstance();
    await insertInstance(database.kysely, instance);
    const tries = await atOnce(async (writer) => {
      for (let count = 1; ; count += 1) {
        const { runtime } = accepted(await fetchInstance(database.kysely, instance.id)).value;
        const next = { ...runtime, gen: runtime.gen + 1, timeUpdated: later(writer) };
        if (accepted(await updateInstanceRuntime(database.kysely, instance.id, next))) return count;
      }
    });
    // Otherwise nobody was ever too late, and this shows nothing.
    expect(Math.max(...tries)).toBeGreaterThan(1);
    const { runtime } = accepted(await fetchInstance(database.kysely, instance.id)).value;
    expect(runtime.gen).toBe(instance.runtime.gen + writers);
  });
});
