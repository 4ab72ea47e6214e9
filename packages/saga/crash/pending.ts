import { sql } from 'kysely';
import type { EngineName } from '../src/engine/port.ts';
import { inPlace, type DatabaseName, type Places } from './places.ts';
import type { Start } from './process.ts';

export interface PendingResult {
  readonly engine: EngineName;
  readonly database: DatabaseName;
  readonly finished: number;
  /** With the code and the reason of each. */
  readonly parked: readonly string[];
  readonly recoveryMs: number;
  readonly faults: readonly string[];
}

/** Each makes one saga one that nobody can load, and is to be parked with this code. */
interface Damage {
  readonly wanted: string;
  readonly statement: string;
  readonly engines: readonly EngineName[];
}

const damages: readonly Damage[] = [
  {
    wanted: 'unreadable',
    statement: `UPDATE saga SET dag = '"no DAG"' WHERE subject = '10'`,
    engines: ['journal', 'dbos'],
  },
  {
    wanted: 'unknown_action',
    statement: `UPDATE saga SET dag = jsonb_set(dag, '{nodes,2,action,version}', '99') WHERE subject = '20'`,
    engines: ['journal', 'dbos'],
  },
  {
    wanted: 'unreadable',
    statement: `UPDATE saga SET params = '[1]' WHERE subject = '30'`,
    engines: ['journal', 'dbos'],
  },
  {
    wanted: 'bad_events',
    statement: `UPDATE saga_event SET event = '{"type": "no event"}'
      WHERE node = 'first' AND slot = 'ended' AND saga_id = (SELECT id FROM saga WHERE subject = '40')`,
    // The other one keeps no events in this table.
    engines: ['journal'],
  },
];

/** Many sagas are pending when their process is killed, and a few of them cannot be loaded. */
export async function crashWithPending(
  engine: EngineName,
  database: DatabaseName,
  count: number,
  places: Places,
  start: Start,
): Promise<PendingResult> {
  const faults: string[] = [];
  const taken = await places.take(database);
  const { place } = taken;
  const opening = { engine, place, leaseMs: 1000 };
  try {
    const first = start({ kind: 'pending', count, ...opening });
    const isReady = (await first.next('ready')) !== undefined;
    first.signal('SIGKILL');
    const killed = await first.ended();
    if (!isReady || killed.signal !== 'SIGKILL') faults.push(`no kill: ${killed.printed}`);

    const here = damages.filter(({ engines }) => engines.includes(engine));
    await inPlace(place, async ({ kysely }) => {
      for (const { statement } of here) {
        const { numAffectedRows } = await sql.raw(statement).execute(kysely);
        if (numAffectedRows !== 1n) faults.push(`changed ${String(numAffectedRows)}: ${statement}`);
      }
    });

    const second = start({ kind: 'drain', ...opening });
    const drained = await second.next('drained');
    const ended = await second.ended();
    if (drained === undefined || ended.code !== 0) faults.push(`not drained: ${ended.printed}`);

    return await inPlace(place, async ({ kysely }) => {
      const sagas = await kysely
        .selectFrom('saga')
        .select(['id', 'subject', 'state', 'parked_code', 'parked_reason'])
        .orderBy('subject')
        .execute();
      const effects = await sql<{ readonly node: string; readonly count: string }>`
        SELECT e.node, count(*)::text AS count FROM crash_effect e JOIN saga s ON s.id = e.saga_id
        WHERE s.state = 'done' GROUP BY e.node ORDER BY e.node
      `.execute(kysely);
      const finished = sagas.filter(({ state }) => state === 'done').length;
      const parked = sagas.filter(({ state }) => state === 'parked');
      const wanted = count - here.length;
      if (sagas.length !== count)
        faults.push(`${String(sagas.length)} sagas, not ${String(count)}`);
      if (finished !== wanted) faults.push(`${String(finished)} are done, not ${String(wanted)}`);
      const codes = parked.map(({ parked_code: code }) => code ?? '').toSorted();
      const wantedCodes = here.map((damage) => damage.wanted).toSorted();
      if (codes.join() !== wantedCodes.join()) faults.push(`parked are ${codes.join() || 'none'}`);
      for (const node of ['first', 'third']) {
        const found = effects.rows.find((row) => row.node === node)?.count ?? '0';
        if (found !== String(finished)) faults.push(`${found} effects of ${node}`);
      }
      return {
        engine,
        database,
        finished,
        parked: parked.map(
          ({ parked_code: code, parked_reason: reason }) => `${code ?? ''}: ${reason ?? ''}`,
        ),
        recoveryMs: drained?.milliseconds ?? 0,
        faults,
      };
    });
  } finally {
    await taken.remove();
  }
}
