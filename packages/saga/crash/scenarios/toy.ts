import type { Database, Tables } from '@skewline/db-model';
import { action, type ActionStep, constant, dagBuilder } from '../../src/index.ts';
import { unwritten, written } from '../../src/instance/in-database.ts';
import { soundDag } from '../../src/instance/saga.ts';
import type { Scenario } from '../scenario.ts';
import { addEffect, clearEffects, leftEffects, removeEffect } from './effects.ts';

/** Five nodes in a row, three side by side among them, and a constant. Each adds a row, and its undo removes it. */
export const toy: Scenario = {
  name: 'toy',
  async prepare() {},
  async open({ database }) {
    const make = (name: string, undo: boolean): EffectStep => effect(database, name, undo);
    const [first, second, left, middle, right] = [
      make('first', true),
      make('second', true),
      make('left', true),
      make('middle', true),
      make('right', true),
    ];
    const fourth = make('fourth', true);
    // As the last node of many sagas it has nothing to undo.
    const fifth = make('fifth', false);
    const dag = soundDag(
      dagBuilder<object>('toy')
        .append('first', first)
        .append('second', second)
        .append('number', constant(42))
        .appendParallel({ left, middle, right })
        .append('fourth', fourth)
        .append('fifth', fifth)
        .build(),
    );
    return {
      actions: [first, second, left, middle, right, fourth, fifth],
      async reset() {
        await clearEffects(database);
        return {};
      },
      dag: () => dag,
      leftovers: () => leftEffects(database),
    };
  },
};

type EffectStep = ActionStep<unknown, unknown, string>;

function effect(database: Database<Tables>, name: string, hasUndo: boolean): EffectStep {
  return action<{ output: string }>({
    name: `toy.${name}`,
    version: 1,
    policy: { timeoutMs: null },
    undoPolicy: { timeoutMs: null },
    run: async (context) =>
      written({ database }, context, async (transaction) => {
        await addEffect(transaction, context);
        return name;
      }),
    ...(hasUndo
      ? {
          undo: async (context) =>
            unwritten({ database }, context, async (transaction) => {
              await removeEffect(transaction, context);
            }),
        }
      : {}),
  });
}
