import { randomUUID } from 'node:crypto';
import { startFailure } from '@skewline/nexus-types/domain';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Tables } from '../../../src/rows/index.ts';
import {
  appendInstanceEvent,
  eventsAlwaysKept,
  finishStartAttempt,
  insertInstance,
  listInstanceEvents,
  listStartAttempts,
  markInstanceDeleted,
  openStartAttempt,
  purgeInstanceEvents,
  purgeStartAttempts,
} from '../../../src/store/index.ts';
import { forEachDatabase, useMigrated } from '../../support/databases.ts';
import { accepted, later, sampleAttempt, sampleInstance } from '../samples.ts';

forEachDatabase((engine) => {
  const database = useMigrated<Tables>(engine);
  beforeEach(async () => {
    for (const table of ['instance_event', 'start_attempt', 'instance'] as const) {
      await database().kysely.deleteFrom(table).execute();
    }
  });
  const addInstance = async (): Promise<string> => {
    const id = randomUUID();
    accepted(await insertInstance(database().kysely, sampleInstance({ id, name: `i-${id}` })));
    return id;
  };

  describe('attempts', () => {
    /** Begun at these seconds, and over a second later. */
    const addAttempts = async (instanceId: string, seconds: readonly number[]) => {
      for (const second of seconds) {
        const attempt = sampleAttempt({ instanceId, timeStarted: later(second) });
        await database().transaction((transaction) => openStartAttempt(transaction, attempt));
        const failure = startFailure('no_capacity');
        accepted(
          await finishStartAttempt(database().kysely, attempt.id, {
            kind: 'failed',
            timeFinished: later(second + 1),
            failure,
          }),
        );
      }
    };
    const begunOf = async (instanceId: string): Promise<readonly number[]> => {
      const attempts = await listStartAttempts(database().kysely, instanceId, { limit: 100 });
      return attempts.map(
        ({ value }) => (Date.parse(value.timeStarted) - Date.parse(later(0))) / 1000,
      );
    };

    it('that are old go, but for the newest of an instance', async () => {
      const [many, few] = [await addInstance(), await addInstance()];
      await addAttempts(many, [1, 2, 3, 50]);
      await addAttempts(few, [1, 2]);
      expect(await purgeStartAttempts(database().kysely, later(3), 100)).toBe(3);
      expect(await begunOf(many)).toEqual([50, 3]);
      expect(await begunOf(few)).toEqual([2]);
      expect(await purgeStartAttempts(database().kysely, later(1000), 100)).toBe(1);
      expect(await begunOf(many)).toEqual([50]);
    });

    it('that are open stay', async () => {
      const instanceId = await addInstance();
      const open = sampleAttempt({ instanceId, timeStarted: later(0) });
      await database().transaction((transaction) => openStartAttempt(transaction, open));
      expect(await purgeStartAttempts(database().kysely, later(1000), 100)).toBe(0);
    });

    it('of an instance that was deleted as long ago go altogether', async () => {
      const instanceId = await addInstance();
      await addAttempts(instanceId, [1, 2]);
      await markInstanceDeleted(database().kysely, instanceId, later(10));
      expect(await purgeStartAttempts(database().kysely, later(5), 100)).toBe(1);
      expect(await begunOf(instanceId)).toEqual([2]);
      expect(await purgeStartAttempts(database().kysely, later(11), 100)).toBe(1);
      expect(await begunOf(instanceId)).toEqual([]);
    });

    it('go in pieces', async () => {
      const instanceId = await addInstance();
      await addAttempts(instanceId, [1, 2, 3, 4, 5, 6]);
      const counts = [];
      for (let count = 0; count < 4; count += 1) {
        counts.push(await purgeStartAttempts(database().kysely, later(1000), 2));
      }
      expect(counts).toEqual([2, 2, 1, 0]);
    });
  });

  describe('events', () => {
    const addEvents = async (instanceId: string, count: number, second = 0) => {
      const event = {
        instanceId,
        time: later(second),
        what: { kind: 'configured' },
        detail: null,
      } as const;
      await database().transaction(async (transaction) => {
        for (let at = 0; at < count; at += 1) await appendInstanceEvent(transaction, event);
      });
    };
    const numbersOf = async (instanceId: string) => {
      const { events } = await listInstanceEvents(database().kysely, instanceId, { limit: 1000 });
      return { first: events[0]?.sequence, count: events.length };
    };

    it('that are old go, but for the newest hundred of an instance; the numbers go on', async () => {
      const [many, few] = [await addInstance(), await addInstance()];
      await addEvents(many, eventsAlwaysKept + 20);
      await addEvents(many, 10, 100);
      await addEvents(few, eventsAlwaysKept);
      expect(await purgeInstanceEvents(database().kysely, later(50), 1000)).toBe(30);
      expect(await numbersOf(many)).toEqual({ first: 31, count: 100 });
      expect(await numbersOf(few)).toEqual({ first: 1, count: 100 });
      await addEvents(many, 1, 200);
      expect(await numbersOf(many)).toEqual({ first: 31, count: 101 });
    });

    it('that are new stay, however many there are', async () => {
      const instanceId = await addInstance();
      await addEvents(instanceId, 150, 100);
      expect(await purgeInstanceEvents(database().kysely, later(100), 1000)).toBe(0);
    });

    it('of an instance that was deleted as long ago go altogether', async () => {
      const instanceId = await addInstance();
      await addEvents(instanceId, 5);
      await markInstanceDeleted(database().kysely, instanceId, later(10));
      expect(await purgeInstanceEvents(database().kysely, later(9), 1000)).toBe(0);
      expect(await purgeInstanceEvents(database().kysely, later(11), 1000)).toBe(5);
    });

    it('go in pieces, the oldest first', async () => {
      const instanceId = await addInstance();
      await addEvents(instanceId, 2 * eventsAlwaysKept + 50);
      const firsts = [];
      for (let count = 0; count < 4; count += 1) {
        await purgeInstanceEvents(database().kysely, later(10), 60);
        firsts.push(await numbersOf(instanceId));
      }
      expect(firsts).toEqual([
        { first: 61, count: 190 },
        { first: 121, count: 130 },
        { first: 151, count: 100 },
        { first: 151, count: 100 },
      ]);
    });
  });
});
