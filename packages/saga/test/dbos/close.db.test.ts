import type { Tables } from '@skewline/db-model';
import { action, type ActionStep, dagBuilder, registry } from '@skewline/saga';
import { expect, test } from 'vitest';
import { migrate, openDatabase } from '../../../db-model/src/index.ts';
import { onPostgres, orThrow } from '../../../db-model/test/support/databases.ts';
import { createDbos } from '../../src/dbos/index.ts';
import type { SagaEngine } from '../../src/engine/port.ts';

onPostgres((kind) => {
  test('an engine that is closed waits for what runs, but not for ever', async () => {
    const location = await kind.location();
    if (!('url' in location)) throw new Error('PostgreSQL has an address');
    const { url } = location;
    const database = orThrow(await openDatabase<Tables>({ url }));
    orThrow(await migrate(database));
    const open = (step: ActionStep<unknown, unknown, string>): Promise<SagaEngine> =>
      createDbos({ database, url, actions: registry([step]), graceMs: 200 });

    const aborted: unknown[] = [];
    let runs = 0;
    const endless = action<{ output: string }>({
      name: 'endless',
      version: 1,
      policy: { timeoutMs: null },
      run: async ({ signal }) => {
        runs += 1;
        return new Promise<string>((_, reject) => {
          signal.addEventListener('abort', () => {
            aborted.push(signal.reason);
            reject(new Error('told to stop'));
          });
        });
      },
    });
    const built = dagBuilder('endless').append('e', endless).build();
    if (!built.ok) throw new Error(JSON.stringify(built.problems));
    const first = await open(endless);
    const started = await first.start(built.dag, {});
    if (!started.ok) throw new Error(started.message);
    while (runs === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const begun = performance.now();
    await first.close();
    expect(performance.now() - begun).toBeLessThan(10_000);
    expect(aborted).toHaveLength(1);

    // Nothing of it was stored; whoever comes next has it at once, and does it again.
    const ends = action<{ output: string }>({ name: 'endless', version: 1, run: () => 'at last' });
    const second = await open(ends);
    expect((await second.recover()).adopted).toEqual([started.sagaId]);
    const rested = await second.wait(started.sagaId, { timeoutMs: 30_000 });
    expect(rested).toMatchObject({ ok: true, rest: { kind: 'done', output: 'at last' } });
    await second.close();
    await database.close();
  });
});
