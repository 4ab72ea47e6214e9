import { type Database, patiently, type Tables } from '@skewline/db-model';
import { sql } from 'kysely';
import {
  type FakeAnswer,
  type FakeOperation,
  type FakeQueries,
  fakeQueries,
} from './fake-tables.ts';
import { fakePower } from './fake-power.ts';
import { isSledOff } from '../../../src/instance/watcher.ts';

export interface FakeCall {
  readonly operation: FakeOperation;
  readonly sledId: string | null;
  readonly subject: string;
  readonly signal: AbortSignal | undefined;
  /** Whether it is the sled itself that answers: off, it does not. */
  readonly needsPower?: true;
}

/** What a call does to the rack. */
export interface FakeEffect<Value> {
  readonly value: Value;
  readonly changed: boolean;
  /** In the log of calls; `ok` unless it says otherwise. */
  readonly answer?: string;
}

export type FakeResult<Value> =
  | { readonly kind: 'ok'; readonly value: Value }
  | Exclude<FakeAnswer, { readonly kind: 'lost' | 'hang' }>;

/**
 * One call of the outside world: takes the next fault that waits for it, does the work, and logs both, in one
 * transaction. The rack does not depend on the database of the control plane, so it waits where that is away.
 */
export async function fakeCall<Value>(
  database: Database<Tables>,
  { operation, sledId, subject, signal, needsPower }: FakeCall,
  work: (queries: FakeQueries) => Promise<FakeEffect<Value>>,
): Promise<FakeResult<Value>> {
  const result = await patiently(() =>
    database.transaction(
      async (transaction): Promise<FakeResult<Value> | { readonly kind: 'hang' }> => {
        const queries = fakeQueries(transaction);
        const isOff =
          needsPower === true && sledId !== null && isSledOff(await fakePower(queries, sledId));
        const fault = isOff ? silent : await takeFault(queries, operation, sledId);
        const done = fault === null || fault.kind === 'lost' ? await work(queries) : null;
        await queries
          .insertInto('fake_call')
          .values({
            operation,
            sled_id: sledId,
            subject,
            answer: fault === null ? (done?.answer ?? 'ok') : textOf(fault),
            changed: done?.changed ?? false,
          })
          .execute();
        if (fault?.kind === 'lost') return { kind: 'unreachable' };
        return done === null
          ? (fault ?? { kind: 'unreachable' })
          : { kind: 'ok', value: done.value };
      },
      { isolation: 'read committed' },
    ),
  );
  if (result.kind !== 'hang') return result;
  await aborted(signal);
  return { kind: 'unreachable' };
}

const silent: FakeAnswer = { kind: 'unreachable' };

async function takeFault(
  queries: FakeQueries,
  operation: FakeOperation,
  sledId: string | null,
): Promise<FakeAnswer | null> {
  const { rows } = await sql<{ readonly answer: FakeAnswer }>`
    UPDATE fake_fault SET times = times - 1
    WHERE id = (
      SELECT id FROM fake_fault
      WHERE operation = ${operation} AND times > 0
        AND (sled_id IS NULL OR sled_id = ${sledId}::uuid)
      ORDER BY id LIMIT 1 FOR UPDATE
    )
    RETURNING answer`.execute(queries);
  return rows[0]?.answer ?? null;
}

function textOf(answer: FakeAnswer): string {
  if (answer.kind !== 'error_status') return answer.kind;
  return [String(answer.status), answer.errorCode].filter((part) => part !== null).join(' ');
}

async function aborted(signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined || signal.aborted) return;
  await new Promise((resolve) => {
    signal.addEventListener('abort', resolve, { once: true });
  });
}
