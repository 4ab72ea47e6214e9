import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  apply,
  initialState,
  isSagaEvent,
  type Outcome,
  recover,
  runInMemory,
  type SagaEvent,
  type SagaState,
} from '@skewline/saga';
import { type RandomSaga, randomSagas, type RandomWorld, worldOf } from './random-saga.ts';

async function run(
  { dag }: RandomWorld,
  events: readonly SagaEvent[] = [],
  cancelAfter: number | null = null,
): Promise<{ outcome: Outcome; events: readonly SagaEvent[]; state: SagaState }> {
  const controller = new AbortController();
  let seen = 0;
  const cancelNow = (): void => {
    seen += 1;
    if (cancelAfter !== null && seen > cancelAfter) controller.abort('enough');
  };
  const result = await runInMemory(
    dag,
    {},
    { events, onEvent: cancelNow, signal: controller.signal },
  );
  if (!result.ok) throw new Error(result.message);
  // In a random DAG an output is JSON, as everywhere; its type is not known.
  return { ...result, outcome: result.outcome as Outcome };
}

/** Everything, nothing, or what `left` says. */
function expectAllOrNothing(outcome: Outcome, { done, actions }: RandomWorld): void {
  const wanted: { readonly [Kind in Outcome['kind']]: readonly string[] | null } = {
    done: actions,
    unwound: [],
    stuck: outcome.kind === 'stuck' ? outcome.left.filter((id) => actions.includes(id)) : [],
    // Nobody abandons anything here.
    abandoned: null,
  };
  expect(actions.filter((id) => done.has(id))).toEqual(wanted[outcome.kind]);
}

/** What fails is not done; and what does not fail is, unless somebody cancels it. */
function expectPossible(outcome: Outcome, { fails }: RandomWorld, isCancelled: boolean): void {
  const isDone = outcome.kind === 'done';
  const mayBe = fails.size > 0 ? [false] : isCancelled ? [true, false] : [true];
  expect(mayBe).toContain(isDone);
}

const cancelledIn = (events: readonly SagaEvent[]): boolean =>
  events.some(({ type }) => type === 'cancelled');

test('all is done, or all is undone, or it is told exactly what is left', async () => {
  const kinds = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(randomSagas, async (saga) => {
      const world = worldOf(saga);
      const { outcome, events } = await run(world, [], saga.cancelAfter);
      kinds.set(outcome.kind, (kinds.get(outcome.kind) ?? 0) + 1);
      expectAllOrNothing(outcome, world);
      expectPossible(outcome, world, cancelledIn(events));
      expect(events.every((event) => isSagaEvent(JSON.parse(JSON.stringify(event))))).toBe(true);
      // With all events there is nothing left to do.
      expect(await run(world, events)).toMatchObject({ outcome, events });
    }),
    { numRuns: 400, seed: 11 },
  );
  // Each end was seen often enough to mean something.
  for (const kind of ['done', 'unwound', 'stuck']) expect(kinds.get(kind) ?? 0).toBeGreaterThan(20);
});

test('an operator who retries, when the undo works again, gets it unwound', async () => {
  let stuck = 0;
  await fc.assert(
    fc.asyncProperty(randomSagas, async (saga) => {
      const world = worldOf(saga);
      let { outcome, events } = await run(world, [], saga.cancelAfter);
      fc.pre(outcome.kind === 'stuck');
      stuck += 1;
      // Nothing of what fails is mended at first, then all of it.
      for (const isMended of [false, true]) {
        if (outcome.kind !== 'stuck') break;
        if (isMended) world.undoFails.clear();
        const retried = outcome.failures.map(({ node }): SagaEvent => {
          const attempt = events.filter((one) => one.type === 'undo_retried' && one.node === node);
          return { type: 'undo_retried', node, attempt: attempt.length + 2, reason: 'again' };
        });
        ({ outcome, events } = await run(world, [...events, ...retried]));
        expectAllOrNothing(outcome, world);
        expect(outcome.kind).toBe(isMended ? 'unwound' : 'stuck');
      }
    }),
    { numRuns: 60, seed: 12, maxSkipsPerRun: 100 },
  );
  expect(stuck).toBeGreaterThan(20);
});

test('any prefix of the events makes the same state in any order, however often each is read', async () => {
  await fc.assert(
    fc.asyncProperty(
      randomSagas,
      fc.array(fc.nat(1000), { minLength: 40, maxLength: 40 }),
      async (saga, keys) => {
        const world = worldOf(saga);
        const { events } = await run(world, [], saga.cancelAfter);
        let folded = initialState(world.dag);
        for (const [index, event] of events.entries()) {
          const applied = apply(folded, event);
          if (!applied.ok) throw new Error(applied.message);
          folded = applied.state;
          const prefix = events.slice(0, index + 1);
          const mixed = shuffled([...prefix, ...prefix.slice(0, 3)], keys);
          expect(recover(world.dag, mixed)).toEqual({ ok: true, state: folded, changed: true });
        }
      },
    ),
    { numRuns: 120, seed: 13 },
  );
});

test('cut anywhere, what goes on comes to all or nothing', async () => {
  const kinds = new Set<string>();
  await fc.assert(
    fc.asyncProperty(randomSagas, async (saga) => {
      const { events } = await run(worldOf(saga), [], saga.cancelAfter);
      // Each run is of one kind at each cut, or of a branch that had not begun: so not always of the same one.
      for (let cut = 0; cut <= events.length; cut += 1) {
        const kept = events.slice(0, cut);
        const world = worldAfter(saga, kept);
        const resumed = await run(world, kept);
        kinds.add(resumed.outcome.kind);
        expectAllOrNothing(resumed.outcome, world);
        expectPossible(resumed.outcome, world, cancelledIn(resumed.events));
        expect(resumed.events.slice(0, cut)).toEqual(kept);
      }
    }),
    { numRuns: 60, seed: 14 },
  );
  expect(kinds).toEqual(new Set(['done', 'unwound', 'stuck']));
});

/** The world as a crash leaves it: what was begun has had its effect, and nobody saw it. */
function worldAfter(saga: RandomSaga, kept: readonly SagaEvent[]): RandomWorld {
  const world = worldOf(saga);
  const ended = new Set(kept.flatMap((event) => (event.type === 'succeeded' ? [event.node] : [])));
  for (const event of kept) {
    if (event.type === 'started' && world.actions.includes(event.node)) {
      // What may fail when it is repeated had no effect: it leaves nothing behind.
      const isSure = !world.fails.has(event.node) && !world.flaky.has(event.node);
      if (isSure || ended.has(event.node)) world.done.add(event.node);
    }
    if (event.type === 'undo_started' && !world.undoFails.has(event.node)) {
      world.done.delete(event.node);
    }
  }
  return world;
}

function shuffled<Item>(items: readonly Item[], keys: readonly number[]): readonly Item[] {
  return items
    .map((item, index) => ({ item, key: keys[index % keys.length] ?? 0 }))
    .toSorted((left, right) => left.key - right.key)
    .map(({ item }) => item);
}
