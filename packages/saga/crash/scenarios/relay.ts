import type { Database, Tables } from '@skewline/db-model';
import { sql } from 'kysely';
import { action, type ActionStep, type Dag, dagBuilder } from '../../src/index.ts';
import { unwritten, written } from '../../src/instance/in-database.ts';
import { soundDag } from '../../src/instance/saga.ts';
import type { PausePoint } from '../protocol.ts';
import { addEffect, removeEffect } from './effects.ts';

export interface RelayOptions {
  readonly database: Database<Tables>;
  readonly executor: () => string;
  /** Called wherever this process may be stopped. */
  readonly pass: (point: PausePoint) => void;
  /** Told when an action of this process may not write, for another process has the saga. */
  readonly onRefused: (node: string) => void;
}

export interface RelaySaga {
  readonly actions: readonly ActionStep<never, never, unknown>[];
  readonly dag: Dag<object>;
}

/**
 * Two nodes with rows, one without, one with rows. Each first does something outside, which nobody can fence and which is
 * therefore declared idempotent: a row of `crash_call`, by its key.
 */
export function relaySaga(options: RelayOptions): RelaySaga {
  const one = rowAction(options, 'one', () => {});
  const two = rowAction(options, 'two', options.pass);
  const three = action<{ output: string }>({
    name: 'relay.three',
    version: 1,
    run: async ({ sagaId, node }) => {
      await callOutside(options, sagaId, node);
      return 'three';
    },
  });
  const four = rowAction(options, 'four', () => {});
  const dag = soundDag(
    dagBuilder<object>('relay')
      .append('one', one)
      .append('two', two)
      .append('three', three)
      .append('four', four)
      .build(),
  );
  return { actions: [one, two, three, four], dag };
}

function rowAction(
  options: RelayOptions,
  name: string,
  pass: (point: PausePoint) => void,
): ActionStep<unknown, unknown, string> {
  const { database, onRefused } = options;
  const refusedAt = (thrown: unknown): never => {
    if (thrown instanceof Error && thrown.name === 'Fenced') onRefused(name);
    throw thrown;
  };
  return action<{ output: string }>({
    name: `relay.${name}`,
    version: 1,
    policy: { timeoutMs: null },
    undoPolicy: { timeoutMs: null },
    run: async (context) => {
      await callOutside(options, context.sagaId, context.node);
      pass('in_body');
      const recording: typeof context = {
        ...context,
        record: async (transaction, output) => {
          await context.record(transaction, output);
          pass('fenced');
        },
      };
      return written({ database }, recording, async (transaction) => {
        await addEffect(transaction, context);
        pass('in_transaction');
        return name;
      }).catch(refusedAt);
    },
    undo: async (context) => {
      await unwritten({ database }, context, async (transaction) => {
        await removeEffect(transaction, context);
        pass('in_undo');
      }).catch(refusedAt);
    },
  });
}

async function callOutside(
  { database, executor }: RelayOptions,
  sagaId: string,
  node: string,
): Promise<void> {
  await sql`
    INSERT INTO crash_call (saga_id, node, executor) VALUES (${sagaId}, ${node}, ${executor()})
    ON CONFLICT DO NOTHING
  `.execute(database.kysely);
}
