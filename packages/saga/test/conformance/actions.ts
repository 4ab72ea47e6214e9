import { setTimeout as sleep } from 'node:timers/promises';
import {
  action,
  ActionFailure,
  type ActionStep,
  constant,
  type Dag,
  dagBuilder,
  Fenced,
  type Registry,
  registry,
  type RunContext,
  subsaga,
} from '@skewline/saga';
import type { Database, Tables } from '@skewline/db-model';
import { insertRow, until, worldIn } from './world.ts';

/** What a node of the suite does besides noting that it runs. */
export interface Behaviour {
  /** It ends when the gate `sagaId:node` is open. */
  readonly gate?: boolean;
  readonly fail?: 'error' | 'text' | 'until_third';
  readonly result?: 'undefined' | 'circle' | '10 MB';
  readonly hangs?: boolean;
  /** `fails`: as long as the gate `sagaId:node:undo` is not open. `gate`: it ends when that is open. */
  readonly undo?: 'fails' | 'gate';
}

export interface Plan {
  readonly [node: string]: Behaviour;
}

export interface PlanParams {
  readonly plan: Plan;
}

export interface Suite {
  readonly actions: Registry;
  /** Without `later@2`. */
  readonly olderActions: Registry;
  readonly dags: { readonly [Name in DagName]: Dag<PlanParams, unknown> };
}

export const dagNames = [
  'line',
  'wide',
  'branches',
  'retried',
  'short',
  'abortable',
  'recorded',
  'fenced',
  'later',
] as const;

export type DagName = (typeof dagNames)[number];

/**
 * `observer` is where the suite looks, and where actions note what they do; `database` is the engine's own, which may go
 * away in a test.
 */
export function suiteOf(observer: Database<Tables>, database: Database<Tables>): Suite {
  const world = worldIn(observer);
  type Context = RunContext<PlanParams, unknown, unknown>;

  const run = async ({ sagaId, node, params, attempt, signal }: Context): Promise<unknown> => {
    const behaviour = params.plan[node] ?? {};
    await world.note(sagaId, `run ${node}`);
    if (behaviour.gate === true) {
      while (!signal.aborted && !(await world.isOpen(`${sagaId}:${node}`))) await sleep(10);
      if (signal.aborted) await world.note(sagaId, `aborted ${node}`);
      else await world.note(sagaId, `end ${node}`);
    }
    if (behaviour.hangs === true) await new Promise(() => {});
    if (behaviour.fail === 'error') {
      throw new ActionFailure('no_room', 'there is no room', { details: { node } });
    }
    if (behaviour.fail === 'text') {
      const text: unknown = 'only a text';
      throw text;
    }
    if (behaviour.fail === 'until_third' && attempt < 3) throw new Error(`attempt ${attempt}`);
    switch (behaviour.result) {
      case 'undefined':
        return undefined;
      case '10 MB':
        return 'x'.repeat(10_000_000);
      case 'circle': {
        const circle: { self?: unknown } = {};
        circle.self = circle;
        return circle;
      }
      default:
        return `${node} done`;
    }
  };
  const step = (name: string, more: object = {}): ActionStep<PlanParams, unknown, unknown> =>
    action<{ params: PlanParams; output: unknown }>({
      name: `conformance.${name}`,
      version: 1,
      run,
      undo: async ({ sagaId, node, params, output, error }) => {
        const { undo } = params.plan[node] ?? {};
        const gate = `${sagaId}:${node}:undo`;
        if (undo === 'fails' && !(await world.isOpen(gate))) {
          await world.note(sagaId, `undo failed ${node}`);
          throw new Error(`cannot undo ${node}`);
        }
        if (undo === 'gate') await until(gate, () => world.isOpen(gate));
        await world.note(sagaId, `undo ${node} ${String(output)} because ${error.code}`);
      },
      undoPolicy: { attempts: 1 },
      ...more,
    });

  const plain = step('plain');
  const retried = step('retried', { policy: { attempts: 3, firstDelayMs: 1 } });
  const short = step('short', { policy: { timeoutMs: 100 } });
  const abortable = step('abortable', { onCancel: 'abort' });
  const recorded = step('recorded', {
    run: async (context: Context) => {
      const { sagaId, node } = context;
      await world.note(sagaId, `run ${node}`);
      await database.transaction(async (transaction) => {
        await insertRow(transaction, sagaId, node);
        await context.record(transaction, `${node} recorded`);
      });
      if (context.params.plan[node]?.gate === true) {
        await until(`the gate of ${node}`, () => world.isOpen(`${sagaId}:${node}`));
      }
      return `${node} recorded`;
    },
  });
  const fenced = step('fenced', {
    policy: { attempts: 3, firstDelayMs: 1 },
    run: async (context: Context) => {
      const { sagaId, node } = context;
      await run(context);
      try {
        await database.transaction(async (transaction) => {
          await insertRow(transaction, sagaId, node);
          await context.fence(transaction);
        });
      } catch (error) {
        await world.note(sagaId, error instanceof Fenced ? `fenced ${node}` : String(error));
        throw error;
      }
      return `${node} done`;
    },
  });
  const later = action<{ params: PlanParams; output: unknown }>({
    name: 'conformance.later',
    version: 2,
    run,
  });

  const start = (name: DagName) => dagBuilder<PlanParams>(`conformance_${name}`);
  const inner = built(dagBuilder<PlanParams>('inner').append('one', plain).append('two', plain));
  return {
    actions: registry([plain, retried, short, abortable, recorded, fenced, later]),
    olderActions: registry([plain, retried, short, abortable, recorded, fenced]),
    dags: {
      line: built(start('line').append('a', plain).append('b', plain).append('c', plain)),
      wide: built(
        start('wide')
          .append('a', plain)
          .appendParallel({ left: plain, right: plain })
          .append('z', plain),
      ),
      branches: built(
        start('branches')
          .append('settings', constant<PlanParams>({ plan: {} }))
          .appendParallel({ branch: subsaga(inner, 'settings'), slow: plain })
          .append('z', plain),
      ),
      retried: built(start('retried').append('a', plain).append('b', retried)),
      short: built(start('short').append('a', plain).append('b', short)),
      abortable: built(start('abortable').append('a', plain).append('b', abortable)),
      recorded: built(start('recorded').append('a', recorded).append('b', plain)),
      fenced: built(start('fenced').append('a', plain).append('b', fenced)),
      later: built(start('later').append('a', plain).append('b', later)),
    },
  };
}

function built<Output>(builder: {
  build():
    | { readonly ok: true; readonly dag: Dag<PlanParams, Output> }
    | { readonly ok: false; readonly problems: unknown };
}): Dag<PlanParams, Output> {
  const result = builder.build();
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.dag;
}
