import { randomUUID } from 'node:crypto';
import type { InstanceEvent, InstanceEventWhat } from '@skewline/nexus-types/domain';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Tables } from '../../src/rows/index.ts';
import {
  appendInstanceEvent,
  insertInstance,
  listInstanceEvents,
  markInstanceDeleted,
} from '../../src/store/index.ts';
import { forEachDatabase, useMigrated } from '../support/databases.ts';
import { eventsByKind } from '../support/values.ts';
import { accepted, begin, later, sampleInstance } from './samples.ts';

forEachDatabase((engine) => {
  const database = useMigrated<Tables>(engine);
  const append = async (
    instanceId: string,
    what: InstanceEventWhat,
    detail: string | null = null,
  ) =>
    database().transaction((transaction) =>
      appendInstanceEvent(transaction, { instanceId, time: begin, what, detail }),
    );
  async function givenInstance(): Promise<string> {
    const instance = sampleInstance();
    accepted(await insertInstance(database().kysely, instance));
    return instance.id;
  }

  it('every kind comes back as it went in, with the next number', async () => {
    const instanceId = await givenInstance();
    const whats = fc.sample(fc.tuple(...Object.values(eventsByKind)), 1).flat();
    const appended: InstanceEvent[] = [];
    for (const what of whats) appended.push(accepted(await append(instanceId, what, 'words')));
    expect(appended.map(({ sequence }) => sequence)).toEqual(whats.map((_, index) => index + 1));
    const page = await listInstanceEvents(database().kysely, instanceId, { limit: 100 });
    expect(page).toEqual({ events: appended, problems: [], next: null });
  });

  it('instances count for themselves, and a deleted one still has a history', async () => {
    const [one, other] = [await givenInstance(), await givenInstance()];
    await append(one, { kind: 'created' });
    await append(other, { kind: 'created' });
    await markInstanceDeleted(database().kysely, one, later(1));
    expect(await append(one, { kind: 'deleted' })).toMatchObject({ sequence: 2 });
    expect(await append(other, { kind: 'stop_requested' })).toMatchObject({ sequence: 2 });
  });

  it('an instance that never was has none', async () => {
    expect(await append(randomUUID(), { kind: 'created' })).toMatchObject({
      code: 'instance_not_found',
      status: 404,
    });
  });

  it('a transaction that is rolled back leaves no gap', async () => {
    const instanceId = await givenInstance();
    await append(instanceId, { kind: 'created' });
    class Undo extends Error {}
    const tried = database().transaction(async (transaction) => {
      const event = {
        instanceId,
        time: begin,
        what: { kind: 'configured' },
        detail: null,
      } as const;
      expect(await appendInstanceEvent(transaction, event)).toMatchObject({ sequence: 2 });
      throw new Undo();
    });
    await expect(tried).rejects.toBeInstanceOf(Undo);
    expect(await append(instanceId, { kind: 'stop_requested' })).toMatchObject({ sequence: 2 });
  });

  it('pages; what a newer program wrote is passed over and reported', async () => {
    const instanceId = await givenInstance();
    await append(instanceId, { kind: 'created' });
    await database()
      .kysely.insertInto('instance_event')
      .values({
        instance_id: instanceId,
        sequence: 2,
        time: begin,
        kind: 'teleported',
        data: {},
        detail: null,
      })
      .execute();
    await append(instanceId, { kind: 'stop_requested' });
    await append(instanceId, { kind: 'deleted' });

    const first = await listInstanceEvents(database().kysely, instanceId, { limit: 2 });
    expect(first.events.map(({ sequence }) => sequence)).toEqual([1]);
    expect(first.problems.map(({ code }) => code)).toEqual(['unknown_event_kind']);
    expect(first.next).toBe(2);
    const second = await listInstanceEvents(database().kysely, instanceId, {
      after: first.next,
      limit: 2,
    });
    expect(second.events.map(({ sequence }) => sequence)).toEqual([3, 4]);
    expect(second).toMatchObject({ problems: [], next: 4 });
    const third = await listInstanceEvents(database().kysely, instanceId, { after: 4, limit: 2 });
    expect(third).toEqual({ events: [], problems: [], next: null });
  });

  it('both ways, page by page', async () => {
    const instanceId = await givenInstance();
    for (let count = 0; count < 5; count += 1) await append(instanceId, { kind: 'configured' });
    for (const newestFirst of [false, true]) {
      const seen: number[] = [];
      for (let after: number | null = null; ;) {
        const page = { after, limit: 2, newestFirst };
        const { events, next } = await listInstanceEvents(database().kysely, instanceId, page);
        seen.push(...events.map(({ sequence }) => sequence));
        if (next === null) break;
        after = next;
      }
      expect(seen).toEqual(newestFirst ? [5, 4, 3, 2, 1] : [1, 2, 3, 4, 5]);
    }
  });
});
