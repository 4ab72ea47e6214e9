import { randomUUID } from 'node:crypto';
import type { Database, Tables } from '@skewline/db-model';
import { sql } from 'kysely';
import type { EngineName } from '../src/engine/port.ts';
import { inPlace, type Places } from './places.ts';
import type { Start } from './process.ts';
import type { Direction, PausePoint } from './protocol.ts';

export interface OwnersResult {
  readonly engine: EngineName;
  readonly pauseAt: PausePoint;
  /** What the paused one was told when it woke up. */
  readonly refused: readonly string[];
  /** Nodes whose rows were written twice. */
  readonly twice: readonly string[];
  /** What was done outside by both; it is declared idempotent. */
  readonly calledTwice: readonly string[];
  readonly faults: readonly string[];
}

export const pausePoints: readonly PausePoint[] = [
  'in_body',
  'in_transaction',
  'fenced',
  'before_event',
  'after_event',
  'in_undo',
];

/** Two executors; the one with the saga is stopped past its lease, the other takes over, then the first is woken. */
export async function pauseAnOwner(
  engine: EngineName,
  pauseAt: PausePoint,
  places: Places,
  start: Start,
): Promise<OwnersResult> {
  const faults: string[] = [];
  const sagaId = randomUUID();
  const direction: Direction = pauseAt === 'in_undo' ? 'undo' : 'forward';
  const wanted = direction === 'undo' ? 'unwound' : 'done';
  const taken = await places.take('postgres');
  const common = {
    kind: 'owner',
    engine,
    place: taken.place,
    leaseMs: 600,
    sagaId,
    direction,
    // What a stopped process holds open is ended by the server.
    idleInTransactionMs: 1500,
  } as const;
  try {
    const first = start({ ...common, run: true, pauseAt });
    if ((await first.next('pausing')) === undefined) {
      faults.push(`it was not paused: ${(await first.ended()).printed}`);
    }
    const second = start({ ...common, run: false, pauseAt: null });
    const ended = await second.next('ended');
    const secondEnd = await second.ended();
    if (ended?.rest !== wanted || secondEnd.code !== 0) {
      faults.push(`the other one: ${ended?.rest ?? 'no end'}; ${secondEnd.printed}`);
    }
    return await inPlace(taken.place, async (database) => {
      const before = await stored(database);
      first.signal('SIGCONT');
      const woken = await first.next('ended');
      const firstEnd = await first.ended();
      if (woken?.rest !== wanted || firstEnd.code !== 0) {
        faults.push(`the woken one: ${woken?.rest ?? 'no end'}; ${firstEnd.printed}`);
      }
      const after = await stored(database);
      if (before !== after) faults.push(`it wrote after it was fenced:\n${before}\n${after}`);
      const counts = await sql<{ readonly node: string; readonly times: string }>`
        SELECT node, times::text AS times FROM crash_count WHERE times > 1 ORDER BY node
      `.execute(database.kysely);
      const calls = await sql<{ readonly node: string }>`
        SELECT node FROM crash_call GROUP BY node HAVING count(*) > 1 ORDER BY node
      `.execute(database.kysely);
      const twice = counts.rows.map(({ node, times }) => `${node} ${times} times`);
      if (twice.length > 0) faults.push(`done again: ${twice.join()}`);
      const refused = first.answers.flatMap((one) => {
        if (one.kind === 'refused') return [`rows of ${one.node}`];
        return one.kind === 'warning' && one.code === 'fenced' ? ['the saga'] : [];
      });
      if (refused.length === 0) faults.push('nothing was refused to the woken one');
      const calledTwice = calls.rows.map(({ node }) => node);
      return { engine, pauseAt, refused, twice, calledTwice, faults };
    });
  } finally {
    await taken.remove();
  }
}

/** All that must stay as it is when the paused one wakes up. */
async function stored(database: Database<Tables>): Promise<string> {
  const { rows } = await sql<{ readonly line: string }>`
    SELECT 'saga ' || s::text AS line FROM saga s
    UNION ALL SELECT 'event ' || e::text FROM saga_event e
    UNION ALL SELECT 'effect ' || c::text FROM crash_effect c
    UNION ALL SELECT 'count ' || c::text FROM crash_count c
    ORDER BY 1
  `.execute(database.kysely);
  return rows.map(({ line }) => line).join('\n');
}
