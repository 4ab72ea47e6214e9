/** Runs a saga that takes its time, and says on stderr what the engine warns of: `slow.ts URL SAGA_ID`. */
import { openDatabase, type Tables } from '@skewline/db-model';
import { createDbos } from '@skewline/saga/dbos';
import { orThrow } from '../../../../db-model/test/support/problems.ts';
import { crashing } from '../crashing.ts';

const [, , url = '', sagaId = ''] = process.argv;
const database = orThrow(await openDatabase<Tables>({ url }));
const { dag, actions } = crashing(database);
const engine = await createDbos({
  database,
  url,
  actions,
  leaseMs: 1000,
  onWarning: ({ code }) => process.stderr.write(`${code}\n`),
});
const started = await engine.start(dag, { failing: [], slowMs: 700 }, { id: sagaId });
if (!started.ok) throw new Error(started.message);
