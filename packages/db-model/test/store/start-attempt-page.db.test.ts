import { randomUUID } from 'node:crypto';
import {
  type Instance,
  newVmm,
  type RejectedSled,
  type StartAttempt,
  startFailure,
} from '@skewline/nexus-types/domain';
import { describe, expect, it } from 'vitest';
import type { Tables } from '../../src/rows/index.ts';
import {
  type AttemptKey,
  type AttemptPage,
  fetchAttemptRecord,
  finishStartAttempt,
  insertInstance,
  insertVmm,
  noteRejectedSleds,
  noteVmmOfStartAttempt,
  openStartAttempt,
  pageOfAttemptRecords,
  pageOfStartAttempts,
} from '../../src/store/index.ts';
import { json } from '../../src/store/queries.ts';
import { forEachDatabase, useMigrated } from '../support/databases.ts';
import { baseRows } from './base-rows.ts';
import { accepted, later, sampleAttempt, sampleInstance } from './samples.ts';

const orders = ['oldest_first', 'newest_first'] as const;

forEachDatabase((engine) => {
  const database = useMigrated<Tables>(engine);
  const addInstance = async (): Promise<Instance> => {
    const instance = sampleInstance();
    accepted(await insertInstance(database().kysely, instance));
    return instance;
  };
  const open = async (over: Partial<StartAttempt>): Promise<StartAttempt> => {
    const attempt = sampleAttempt(over);
    await database().transaction((transaction) => openStartAttempt(transaction, attempt));
    return attempt;
  };
  const fail = async (id: string): Promise<StartAttempt> => {
    const failure = startFailure('no_capacity', { detail: 'words' });
    const outcome = { kind: 'failed', timeFinished: later(99), failure } as const;
    return accepted(await finishStartAttempt(database().kysely, id, outcome)).value;
  };
  /** All pages, one after the other. */
  const through = async (
    read: (page: AttemptPage) => Promise<readonly StartAttempt[]>,
    order: AttemptPage['order'],
  ): Promise<readonly string[]> => {
    const seen: string[] = [];
    for (let after: AttemptKey | null = null; ;) {
      const page = await read({ order, after, limit: 2 });
      seen.push(...page.map(({ id }) => id));
      const last = page.at(-1);
      if (last === undefined) return seen;
      after = last;
    }
  };

  describe.each(orders)('%s', (order) => {
    it('page by page, also where several began at the same time', async () => {
      const { id: instanceId } = await addInstance();
      const attempts: StartAttempt[] = [];
      for (const age of [1, 2, 2, 2, 3]) {
        const attempt = await open({ instanceId, timeStarted: later(age) });
        attempts.push(await fail(attempt.id));
      }
      await open({ instanceId: (await addInstance()).id });
      const byTime = attempts
        .toSorted((a, b) => (`${a.timeStarted} ${a.id}` < `${b.timeStarted} ${b.id}` ? -1 : 1))
        .map(({ id }) => id);
      const want = order === 'oldest_first' ? byTime : byTime.toReversed();
      const { kysely } = database();
      const ofInstance = async (page: AttemptPage) =>
        (await pageOfStartAttempts(kysely, instanceId, page)).map(({ value }) => value);
      expect(await through(ofInstance, order)).toEqual(want);
      const records = async (page: AttemptPage) =>
        (await pageOfAttemptRecords(kysely, instanceId, page)).map(({ attempt }) => attempt);
      expect(await through(records, order)).toEqual(want);
      const all = async (page: AttemptPage) =>
        (await pageOfAttemptRecords(kysely, null, page)).map(({ attempt }) => attempt);
      const ids = new Set(want);
      expect((await through(all, order)).filter((id) => ids.has(id))).toEqual(want);
    });
  });

  describe('for operators', () => {
    it('nothing more is known of one that was just accepted', async () => {
      const { id: instanceId, projectId } = await addInstance();
      const attempt = await open({ instanceId });
      expect(await fetchAttemptRecord(database().kysely, attempt.id)).toEqual({
        attempt,
        problems: [],
        projectId,
        sagaId: null,
        sledId: null,
        rejectedSleds: [],
      });
    });

    it('the saga that runs it, the VMM that was made and where', async () => {
      const { id: instanceId } = await addInstance();
      const attempt = await open({ instanceId });
      const { kysely } = database();
      const plan = {
        id: randomUUID(),
        instanceId,
        sledId: randomUUID(),
        propolisIp: 'fd00::7',
        cpuPlatform: 'amd_milan',
      } as const;
      accepted(await insertVmm(kysely, newVmm(plan, later(1))));
      await noteVmmOfStartAttempt(kysely, attempt.id, plan.id);
      const saga = baseRows.saga();
      await kysely
        .insertInto('saga')
        .values({ ...saga, id: attempt.id, dag: json(saga.dag), params: json(saga.params) })
        .execute();
      expect(await fetchAttemptRecord(kysely, attempt.id)).toMatchObject({
        attempt: { ...attempt, vmmId: plan.id },
        sagaId: attempt.id,
        sledId: plan.sledId,
      });
    });

    it('what is not there', async () => {
      expect(await fetchAttemptRecord(database().kysely, randomUUID())).toMatchObject({
        code: 'start_attempt_not_found',
      });
    });
  });

  describe('why which sled was rejected', () => {
    const sleds: readonly RejectedSled[] = [
      { sledId: randomUUID(), reason: 'expunged', shortfall: null },
      { sledId: randomUUID(), reason: 'reservoir', shortfall: 2 ** 40 },
    ];
    const rejectedOf = async (id: string) =>
      accepted(await fetchAttemptRecord(database().kysely, id)).rejectedSleds;

    it('is kept, and the last word counts, until there is an outcome', async () => {
      const { id } = await open({ instanceId: (await addInstance()).id });
      const { kysely } = database();
      expect(await noteRejectedSleds(kysely, id, sleds)).toBe(true);
      expect(await rejectedOf(id)).toEqual(sleds);
      expect(await noteRejectedSleds(kysely, id, sleds.slice(1))).toBe(true);
      await fail(id);
      expect(await noteRejectedSleds(kysely, id, [])).toBe(false);
      expect(await rejectedOf(id)).toEqual(sleds.slice(1));
    });

    it('of many sleds only so much', async () => {
      const { id } = await open({ instanceId: (await addInstance()).id });
      const many = Array.from({ length: 1200 }, (_, at) => ({
        sledId: randomUUID(),
        reason: 'hardware_threads' as const,
        shortfall: at,
      }));
      await noteRejectedSleds(database().kysely, id, many);
      expect(await rejectedOf(id)).toEqual(many.slice(0, 1000));
    });

    it('of an attempt that is not there nothing', async () => {
      expect(await noteRejectedSleds(database().kysely, randomUUID(), sleds)).toBe(false);
    });
  });
});
