import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { setup } from '../../../packages/db-model/test/support/postgres-cluster.ts';
import { type NexusClients, paces, startRack, valueOf } from '../src/index.ts';
import { temporaryFolder } from './support/folders.ts';

const query = { project: 'shop' };

/** A PostgreSQL server of this test. */
async function postgres(): Promise<string> {
  let url = '';
  const end = await setup({
    provide: (_key, value) => {
      url = String(value);
    },
  });
  onTestFinished(end);
  return url;
}

async function untilRuns({ external }: NexusClients, instance: string): Promise<void> {
  for (;;) {
    const view = valueOf(await external.instanceView({ path: { instance }, query }));
    if (view.run_state === 'running') return;
    await sleep(100);
  }
}

function sized(name: string) {
  return { name, description: '', hostname: name, ncpus: 1, memory: 2 ** 30 };
}

test('two nexus on one PostgreSQL: one may be away, paused or older', async () => {
  const url = await postgres();
  const folder = await temporaryFolder();
  const options = { folder, pace: paces.quick, sleds: [44, 49], nexus: 2, database: { url } };
  const rack = await startRack(options);
  onTestFinished(() => rack.kill());
  const alice = await rack.user('alice');
  const [first, second] = rack.nexus;
  if (first === undefined || second === undefined) throw new Error('there are not two');
  const there = second.as(alice.token);

  valueOf(await alice.external.projectCreate({ body: { name: 'shop', description: '' } }));
  await first.kill();
  expect(first.process).toBe('stopped');
  valueOf(await there.external.instanceCreate({ query, body: sized('one') }));
  // Sled agents report to whoever is there.
  await untilRuns(there, 'one');

  await first.start({ external: '2026073100.0.0', internal: '1.0.0', sledAgent: '44.0.0' });
  second.pause();
  const old = first.as(alice.token);
  valueOf(await old.external.instanceCreate({ query, body: sized('two') }));
  await untilRuns(old, 'two');
  const view = await old.external.instanceView({ path: { instance: 'two' }, query });
  expect(view).toMatchObject({ ok: true, version: '2026073100.0.0' });
  expect(valueOf(view)).not.toHaveProperty('last_failure');
  second.resume();
  const names = valueOf(await there.external.instanceList({ query })).items;
  expect(names.map(({ name }) => name)).toEqual(['one', 'two']);
  expect(first.age.external).toBe('2026073100.0.0');

  await rack.stop();
  const again = await startRack(options);
  onTestFinished(() => again.kill());
  await untilRuns(await again.user('alice'), 'two');
});
