import { randomUUID } from 'node:crypto';
import { Refusal } from '@skewline/runtime';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { Tables } from '../../src/rows/index.ts';
import {
  fetchVmm,
  insertVmm,
  listVmms,
  listVmmsOnSled,
  markVmmDeleted,
  markVmmFailed,
  markVmmSagaUnwound,
} from '../../src/store/index.ts';
import { forEachDatabase, useMigrated } from '../support/databases.ts';
import { accepted, begin, later, sampleVmm } from './samples.ts';

forEachDatabase((engine) => {
  const database = useMigrated<Tables>(engine);
  const stored = async (id: string) => accepted(await fetchVmm(database().kysely, id)).value;

  it('a VMM comes back as it went in', async () => {
    for (const vmm of [
      sampleVmm({ kind: 'creating' }),
      sampleVmm({ kind: 'failed', reason: 'zone_gone', detail: 'the zone is not there' }),
      sampleVmm(
        { kind: 'saga_unwound' },
        { lastFailure: { reason: 'sled_off', detail: null }, timeDeleted: later(5) },
      ),
    ]) {
      expect(await insertVmm(database().kysely, vmm)).toBeNull();
      expect(await fetchVmm(database().kysely, vmm.id)).toEqual({ value: vmm, problems: [] });
    }
  });

  it('a second insert changes nothing, as a saga may repeat it', async () => {
    const vmm = sampleVmm();
    await insertVmm(database().kysely, vmm);
    await insertVmm(database().kysely, { ...vmm, propolisPort: 1, sledId: randomUUID() });
    expect(await stored(vmm.id)).toEqual(vmm);
  });

  it('a VMM that cannot be said in a row is refused', async () => {
    const failure = { reason: 'sled_off', detail: null } as const;
    const wrong = sampleVmm({ kind: 'failed', ...failure }, { lastFailure: failure });
    expect(await insertVmm(database().kysely, wrong)).toMatchObject({
      code: 'last_failure_while_failed',
    });
    expect(await fetchVmm(database().kysely, wrong.id)).toMatchObject({ code: 'vmm_not_found' });
  });

  it('a VMM that is not there is not found', async () => {
    const refusal = await fetchVmm(database().kysely, randomUUID());
    expect(refusal).toBeInstanceOf(Refusal);
    expect(refusal).toMatchObject({ code: 'vmm_not_found', status: 404 });
  });

  it('a failed row without a reason, from before the CHECK, loads and is reported', async () => {
    const vmm = sampleVmm();
    await insertVmm(database().kysely, vmm);
    const constraint = 'ALTER TABLE vmm DROP CONSTRAINT failure_reason_if_failed';
    class Undo extends Error {}
    const tried = database().transaction(async (transaction) => {
      await sql.raw(constraint).execute(transaction);
      await transaction
        .updateTable('vmm')
        .set({ state: 'failed' })
        .where('id', '=', vmm.id)
        .execute();
      const { value, problems } = accepted(await fetchVmm(transaction, vmm.id));
      expect(value.runtime.state).toEqual({ kind: 'failed', reason: 'prehistoric', detail: null });
      expect(problems.map(({ code }) => code)).toEqual(['failure_reason_missing']);
      throw new Undo();
    });
    await expect(tried).rejects.toBeInstanceOf(Undo);
  });

  it('lists what is not deleted, page by page, and by sled', async () => {
    const sledId = randomUUID();
    const vmms = Array.from({ length: 5 }, () => sampleVmm(undefined, { sledId }));
    for (const vmm of vmms) await insertVmm(database().kysely, vmm);
    const [gone, ...rest] = vmms;
    if (gone === undefined) throw new Error('there are five');
    expect(await markVmmDeleted(database().kysely, gone.id, later(1))).toBe(true);
    expect(await markVmmDeleted(database().kysely, gone.id, later(2))).toBe(false);
    expect((await stored(gone.id)).timeDeleted).toBe(later(1));

    const ids = rest.map(({ id }) => id).toSorted();
    const onSled = await listVmmsOnSled(database().kysely, sledId);
    expect(onSled.map(({ value }) => value.id)).toEqual(ids);

    const seen: string[] = [];
    for (let after: string | null = null; ;) {
      const page = await listVmms(database().kysely, { after, limit: 2 });
      seen.push(...page.map(({ value }) => value.id));
      if (page.length < 2) break;
      after = seen.at(-1) ?? null;
    }
    expect(seen).toEqual(seen.toSorted());
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.filter((id) => ids.includes(id))).toEqual(ids);
    expect(seen).not.toContain(gone.id);
  });

  describe('failed, as the control plane finds out', () => {
    const failed = async (id: string, reason: 'sled_off' | 'no_such_instance', detail = '') =>
      database().transaction((transaction) =>
        markVmmFailed(transaction, id, { reason, detail }, later(9)),
      );

    it('the state, the reason, a generation on', async () => {
      const vmm = sampleVmm();
      await insertVmm(database().kysely, vmm);
      expect(await failed(vmm.id, 'sled_off', 'no power')).toEqual({
        found: vmm,
        problems: [],
        vmmUpdated: true,
      });
      const state = { kind: 'failed', reason: 'sled_off', detail: 'no power' };
      expect(await stored(vmm.id)).toEqual({
        ...vmm,
        runtime: { state, gen: 4, timeUpdated: later(9) },
      });
    });

    it('the first reason stays', async () => {
      const vmm = sampleVmm({ kind: 'failed', reason: 'zone_gone', detail: 'first' });
      await insertVmm(database().kysely, vmm);
      for (const reason of ['sled_off', 'no_such_instance'] as const) {
        expect(await failed(vmm.id, reason)).toMatchObject({ vmmUpdated: false, found: vmm });
      }
      expect(await stored(vmm.id)).toEqual(vmm);
    });

    it.each(['destroyed', 'saga_unwound'] as const)('one that is %s stays so', async (kind) => {
      const vmm = sampleVmm({ kind });
      await insertVmm(database().kysely, vmm);
      expect(await failed(vmm.id, 'no_such_instance')).toMatchObject({ vmmUpdated: false });
      expect(await stored(vmm.id)).toEqual(vmm);
    });

    it('one that failed once, and again, has the newer reason', async () => {
      const vmm = sampleVmm(undefined, { lastFailure: { reason: 'zone_gone', detail: 'old' } });
      await insertVmm(database().kysely, vmm);
      await failed(vmm.id, 'sled_off', 'new');
      const { runtime, lastFailure } = await stored(vmm.id);
      expect(runtime.state).toEqual({ kind: 'failed', reason: 'sled_off', detail: 'new' });
      expect(lastFailure).toBeNull();
    });

    it('neither a deleted one nor one that is not there', async () => {
      const vmm = sampleVmm(undefined, { timeDeleted: begin });
      await insertVmm(database().kysely, vmm);
      expect(await failed(vmm.id, 'sled_off')).toMatchObject({ vmmUpdated: false });
      expect(await stored(vmm.id)).toEqual(vmm);
      expect(await failed(randomUUID(), 'sled_off')).toMatchObject({ code: 'vmm_not_found' });
    });
  });

  describe('unwound', () => {
    it('one that was destroyed stays so, with its last failure', async () => {
      const lastFailure = { reason: 'zone_gone', detail: 'old' } as const;
      const vmm = sampleVmm({ kind: 'destroyed' }, { lastFailure });
      await insertVmm(database().kysely, vmm);
      expect(await markVmmSagaUnwound(database().kysely, vmm.id, later(9))).toBe(false);
      expect(await stored(vmm.id)).toEqual(vmm);
    });

    it('touches state, generation and time only, so that a reason stays', async () => {
      const vmm = sampleVmm({ kind: 'failed', reason: 'no_such_instance', detail: 'gone' });
      await insertVmm(database().kysely, vmm);
      expect(await markVmmSagaUnwound(database().kysely, vmm.id, later(9))).toBe(true);
      const unwound = {
        ...vmm,
        runtime: { state: { kind: 'saga_unwound' }, gen: 4, timeUpdated: later(9) },
        lastFailure: { reason: 'no_such_instance', detail: 'gone' },
      };
      expect(await stored(vmm.id)).toEqual(unwound);
      expect(await markVmmSagaUnwound(database().kysely, vmm.id, later(10))).toBe(false);
      expect(await stored(vmm.id)).toEqual(unwound);
    });

    it('neither a deleted one nor one that is not there', async () => {
      const vmm = sampleVmm(undefined, { timeDeleted: begin });
      await insertVmm(database().kysely, vmm);
      expect(await markVmmSagaUnwound(database().kysely, vmm.id, later(9))).toBe(false);
      expect(await stored(vmm.id)).toEqual(vmm);
      expect(await markVmmSagaUnwound(database().kysely, randomUUID(), later(9))).toBe(false);
    });
  });
});
