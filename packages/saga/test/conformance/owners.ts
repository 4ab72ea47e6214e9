import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import type { Stage } from './stage.ts';
import { until } from './world.ts';

export function ownerCases(at: () => Stage): void {
  describe('one owner at a time', () => {
    test('a saga of a process that was killed goes on here, and what was done is not done again', async () => {
      const { crashSite, suite } = at();
      const { child, here } = await crashSite();
      const ids = Array.from({ length: 5 }, () => randomUUID());
      for (const id of ids) {
        const started = await child.start('line', { plan: { b: { gate: true } } }, { id });
        expect(started).toMatchObject({ ok: true });
      }
      for (const id of ids) {
        await until('b runs', async () => {
          const found = await child.get(id);
          return found.ok && found.owner === child.executorId;
        });
      }
      await sleep(300);
      await child.kill('SIGKILL');
      const { engine, world } = await here();
      for (const id of ids) {
        await world.open(`${id}:b`);
        await engine.recover();
        const waited = await engine.wait(id, { timeoutMs: 30_000 });
        expect(waited).toMatchObject({ ok: true, rest: { kind: 'done', output: 'c done' } });
        const notes = await world.notes(id);
        // b was under way, so it runs again; a was done, and does not.
        expect(notes).toEqual(['run a', 'run b', 'run b', 'end b', 'run c']);
        expect(new Set(await world.processes(id))).toEqual(new Set([child.processId, process.pid]));
      }
      expect(suite.dags.line.nodes).toHaveLength(3);
    });

    test('an action of an owner that was replaced writes nothing', async () => {
      const { database, engine, start, noted, openGate, rest, world, warnings } = at();
      const sagaId = await start('fenced', { b: { gate: true } });
      await noted(sagaId, 'run b');
      // Somebody who is alive for two seconds more has it now.
      const thief = `thief ${randomUUID()}`;
      await database.transaction(async (transaction) => {
        await sql`INSERT INTO saga_executor (id, engine, host, process_id, time_started, lease_until)
          VALUES (${thief}, ${engine.name}, 'here', 1, now(), now() + interval '2 seconds')`.execute(
          transaction,
        );
        await sql`UPDATE saga SET owner = ${thief}, owner_token = owner_token + 1 WHERE id = ${sagaId}`.execute(
          transaction,
        );
      });
      await openGate(sagaId, 'b');
      await noted(sagaId, 'fenced b');
      expect(await world.rows(sagaId)).toEqual([]);
      // It is not tried again: the saga is not this executor's any more.
      await sleep(300);
      expect((await world.notes(sagaId)).filter((note) => note === 'run b')).toHaveLength(1);
      await until('a warning', async () =>
        warnings.some(({ code, sagaId: which }) => code === 'fenced' && which === sagaId),
      );
      // The thief is dead: now it is taken back.
      expect(await rest(sagaId)).toMatchObject({ kind: 'done', output: 'b done' });
      expect(await world.rows(sagaId)).toEqual(['b']);
      expect((await world.notes(sagaId)).filter((note) => note === 'run a')).toHaveLength(1);
    });

    test('two engines that look for work do not run the same saga', async () => {
      const { engine, suite, other, run, rest, world } = at();
      const tokenOf = async (id: string): Promise<number> => {
        const found = await engine.get(id);
        return found.ok ? Number(found.ownerToken) : Number.NaN;
      };
      const usual = await tokenOf((await run('wide')).sagaId);
      const second = await other();
      const ids = Array.from({ length: 16 }, () => randomUUID());
      await Promise.all(
        ids.map(async (id, index) => {
          const started =
            index % 2 === 0
              ? await engine.start(suite.dags.wide, { plan: {} }, { id })
              : await second.start('wide', { plan: {} }, { id });
          expect(started).toMatchObject({ ok: true });
          await Promise.all([engine.recover(), second.recover()]);
        }),
      );
      for (const id of ids) {
        expect(await rest(id)).toMatchObject({ kind: 'done' });
        const notes = await world.notes(id);
        expect(new Set(notes)).toEqual(new Set(['run a', 'run left', 'run right', 'run z']));
        // Once each; on a machine so slow that a lease ran out, once more for each owner.
        const owners = 1 + (await tokenOf(id)) - usual;
        for (const note of notes) {
          expect(notes.filter((one) => one === note).length).toBeLessThanOrEqual(owners);
        }
        expect((await world.processes(id)).length).toBeLessThanOrEqual(owners);
      }
      await second.close();
    });

    test('what an engine that is closed has begun goes on elsewhere at once', async () => {
      const { other, noted, openGate, rest, world } = at();
      const second = await other({ leaseMs: 60_000 });
      const sagaId = randomUUID();
      await second.start('line', { plan: { b: { gate: true } } }, { id: sagaId });
      await noted(sagaId, 'run b');
      const closed = second.close();
      await sleep(200);
      await openGate(sagaId, 'b');
      await closed;
      // Its lease of a minute is not waited for.
      expect(await rest(sagaId)).toMatchObject({ kind: 'done' });
      expect((await world.notes(sagaId)).filter((note) => note === 'run a')).toHaveLength(1);
    });
  });
}

/** Only where two processes can have the database. */
export function pausedCases(at: () => Stage): void {
  test('a process that was paused, and replaced, does nothing more when it wakes up', async () => {
    const { crashSite, noted, openGate, rest, world, engine } = at();
    const { child } = await crashSite();
    const sagaId = randomUUID();
    await child.start('fenced', { plan: { b: { gate: true } } }, { id: sagaId });
    await noted(sagaId, 'run b');
    await child.kill('SIGSTOP');
    await until('somebody else has it', async () => {
      await engine.recover();
      const found = await engine.get(sagaId);
      return found.ok && found.owner === engine.executorId;
    });
    await openGate(sagaId, 'b');
    expect(await rest(sagaId)).toMatchObject({ kind: 'done', output: 'b done' });
    await child.kill('SIGCONT');
    // Its action was under way, and goes on until it asks to write.
    await noted(sagaId, 'fenced b');
    await sleep(1000);
    const notes = await world.notes(sagaId);
    expect(notes.filter((note) => note === 'run a')).toHaveLength(1);
    expect(notes.filter((note) => note === 'run b')).toHaveLength(2);
    expect(await world.rows(sagaId)).toEqual(['b']);
    expect(await engine.get(sagaId)).toMatchObject({ state: 'done' });
    await child.close();
  });
}
