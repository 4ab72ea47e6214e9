/** Starts a saga and dies at a boundary: `crash.ts URL SAGA_ID FAILING WHEN EVENT`. Dies at rest too. */
import { openDatabase, type Tables } from '@skewline/db-model';
import { createDbos } from '@skewline/saga/dbos';
import { orThrow } from '../../../../db-model/test/support/problems.ts';
import { crashing } from '../crashing.ts';

const [, , url = '', sagaId = '', failing = '', when = '', wanted = ''] = process.argv;
const database = orThrow(await openDatabase<Tables>({ url }));
const { dag, actions } = crashing(database);
const die = (): void => {
  process.kill(process.pid, 'SIGKILL');
};
const engine = await createDbos({
  database,
  url,
  actions,
  leaseMs: 1000,
  onRest: die,
  testing: {
    atBoundary: async ({ when: now, events }) => {
      const there = events.map((event) => `${event.type} ${'node' in event ? event.node : ''}`);
      if (now !== when || !there.includes(wanted)) return;
      die();
      await new Promise(() => {});
    },
  },
});
const started = await engine.start(dag, { failing: failing.split(',') }, { id: sagaId });
if (!started.ok) throw new Error(started.message);
