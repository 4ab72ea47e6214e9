/**
 * A process to be killed: starts sagas, each of which hangs in its third node, and says so when all do.
 * `pending.ts URL COUNT LEASE_MS`
 */
import { openDatabase, type Tables } from '@skewline/db-model';
import { createJournal } from '@skewline/saga/journal';
import { orThrow } from '../../packages/db-model/test/support/problems.ts';
import { chain, hangingActions } from './sagas.ts';

const [, , url = '', count = '', leaseMs = ''] = process.argv;
const database = orThrow(await openDatabase<Tables>({ url }));
const engine = await createJournal(database, {
  actions: hangingActions,
  leaseMs: Number(leaseMs),
  maxRunning: Number(count),
});
const dag = chain(5, hangingActions);
for (let index = 0; index < Number(count); index += 1) {
  const started = await engine.start(dag, {}, { subject: 'pending' });
  if (!started.ok) throw new Error(started.message);
}
const isHanging = async (): Promise<boolean> => {
  const { rows } = await database.kysely
    .selectFrom('saga_event')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('node', '=', 'n2')
    .where('slot', '=', 'started')
    .execute()
    .then((found) => ({ rows: found }));
  return rows[0]?.count === Number(count);
};
while (!(await isHanging())) await new Promise((resolve) => setTimeout(resolve, 20));
process.send?.('hanging');
