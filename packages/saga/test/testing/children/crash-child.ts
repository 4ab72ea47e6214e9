import { randomUUID } from 'node:crypto';
import { openDatabase, type Tables } from '@skewline/db-model';
import { action, constant, dagBuilder, registry } from '@skewline/saga';
import { createJournal } from '@skewline/saga/journal';
import {
  type CrashPlan,
  crashPoint,
  freshSaga,
  runCrashChild,
  type SagaSubject,
} from '@skewline/saga/testing';
import { sql } from 'kysely';
import { orThrow } from '../../../../db-model/test/support/problems.ts';
import type { CrashChildSetup } from './setup.ts';

// Puts a parcel on a shelf that is a table: book, then place beside label, then tell.
const { url, variant, plan } = JSON.parse(process.argv[2] ?? '') as CrashChildSetup & {
  readonly plan: CrashPlan;
}; // written by `crash.db.test.ts`
if (variant === 'exits' && plan.child === 2) process.exit(3);

const database = orThrow(await openDatabase<Tables>({ url, connections: 4 }));
interface Parcel {
  readonly parcel: string;
}
const put = async (parcel: string, what: string): Promise<void> => {
  const again = variant === 'does more when repeated' && what === 'label';
  await sql`INSERT INTO shelf (parcel, what) SELECT ${parcel}, ${what}
    WHERE ${again} OR NOT EXISTS (SELECT 1 FROM shelf WHERE parcel = ${parcel} AND what = ${what})`.execute(
    database.kysely,
  );
};
const take = async (parcel: string, what: string): Promise<void> => {
  if (variant === 'leaks' && what === 'place') return;
  await sql`DELETE FROM shelf WHERE parcel = ${parcel} AND what = ${what}`.execute(database.kysely);
};
const step = (name: string) =>
  action<{ params: Parcel; output: string }>({
    name,
    version: 1,
    run: async ({ params: { parcel } }) => {
      await put(parcel, name);
      return name;
    },
    undo: async ({ params: { parcel } }) => take(parcel, name),
  });
const [book, place, label] = [step('book'), step('place'), step('label')];
const tell = action<{ output: string }>({
  name: 'tell',
  version: 1,
  run: () => {
    if (variant !== 'right' && variant !== 'does more when repeated')
      throw new Error('nobody listens');
    return 'told';
  },
});
const built = dagBuilder<Parcel>('shelf')
  .append('settings', constant(1))
  .append('book', book)
  .appendParallel({ place, label })
  .append('tell', tell)
  .build();
if (!built.ok) throw new Error('shelf');

const onShelf = async (parcel: string): Promise<readonly string[]> => {
  const { rows } = await sql<{ what: string }>`
    SELECT what FROM shelf WHERE parcel = ${parcel} ORDER BY what`.execute(database.kysely);
  return rows.map(({ what }) => what);
};
const { dag } = built;
const subject: SagaSubject = {
  name: 'shelf',
  fresh: async () => freshSaga(dag, { parcel: randomUUID() }),
  // What belongs to a saga that is done is no leak.
  leftovers: async () => {
    const { rows } = await sql<{ parcel: string; what: string }>`
      SELECT parcel, what FROM shelf WHERE parcel NOT IN (
        SELECT params->>'parcel' FROM saga WHERE state IN ('done', 'running'))`.execute(
      database.kysely,
    );
    return rows.map(({ parcel, what }) => `${parcel}: ${what}`);
  },
  finalState: async ({ params }) => onShelf((params as unknown as Parcel).parcel), // `fresh` made them
};

const point = crashPoint(plan);
const engine = await createJournal(database, {
  actions: registry([book, place, label, tell]),
  leaseMs: 300,
  recoveryMs: 100,
  testing: { atBoundary: point.atBoundary },
});
await runCrashChild(plan, point, engine, subject);
await engine.close();
await database.close();
