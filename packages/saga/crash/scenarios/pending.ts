import type { Database, Tables } from '@skewline/db-model';
import { action, type ActionStep, type Dag, dagBuilder } from '../../src/index.ts';
import { unwritten, written } from '../../src/instance/in-database.ts';
import { soundDag } from '../../src/instance/saga.ts';
import { addEffect, removeEffect } from './effects.ts';

export interface PendingSaga {
  readonly actions: readonly ActionStep<never, never, unknown>[];
  readonly dag: Dag<object>;
}

/** Three nodes; `hold` is awaited in the second. */
export function pendingSaga(database: Database<Tables>, hold: () => Promise<void>): PendingSaga {
  const first = rowAction(database, 'pending.first');
  const second = action<{ output: null }>({
    name: 'pending.second',
    version: 1,
    policy: { timeoutMs: null },
    run: async () => {
      await hold();
      return null;
    },
  });
  const third = rowAction(database, 'pending.third');
  const dag = soundDag(
    dagBuilder<object>('pending')
      .append('first', first)
      .append('second', second)
      .append('third', third)
      .build(),
  );
  return { actions: [first, second, third], dag };
}

function rowAction(database: Database<Tables>, name: string): ActionStep<unknown, unknown, string> {
  return action<{ output: string }>({
    name,
    version: 1,
    policy: { timeoutMs: null },
    undoPolicy: { timeoutMs: null },
    run: async (context) =>
      written({ database }, context, async (transaction) => {
        await addEffect(transaction, context);
        return name;
      }),
    undo: async (context) =>
      unwritten({ database }, context, async (transaction) => {
        await removeEffect(transaction, context);
      }),
  });
}
