import { type Dag, recover, runInMemory, type SagaEvent } from '@skewline/saga';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { randomSagas, worldOf } from '../../../../packages/saga/test/laws/random-saga.ts';
import { nodesOf } from '../../src/operator/saga-nodes.ts';

/** Where in a run somebody looks, and in which order the events come to them. */
const looks = fc.record({
  saga: randomSagas,
  upTo: fc.nat(100),
  seed: fc.infiniteStream(fc.nat(2 ** 31 - 1)),
});

async function eventsOf(dag: Dag<object>): Promise<readonly SagaEvent[]> {
  const ran = await runInMemory(dag, {});
  if (!ran.ok) throw new Error(ran.message);
  return ran.events;
}

it('shows every node after those that come before it, where its events say it stands', async () => {
  await fc.assert(
    fc.asyncProperty(looks, async ({ saga, upTo, seed }) => {
      const { dag } = worldOf(saga);
      const events = await eventsOf(dag);
      const seen = events.slice(0, upTo);
      const { nodes, trouble } = nodesOf(dag.stored, seen);
      expect(trouble).toBeNull();
      expect(nodes.map(({ name }) => name).toSorted()).toEqual(
        dag.nodes.map(({ id }) => id).toSorted(),
      );
      const before = new Set<string>();
      for (const { name, after } of nodes) {
        expect(after.every((each) => before.has(each))).toBe(true);
        before.add(name);
      }
      const known = recover(dag, seen);
      if (!known.ok) throw new Error(known.message);
      for (const { name, state } of nodes) {
        expect(state).toBe(known.state.nodes[dag.indexOf.get(name) ?? -1]?.phase);
      }
      const keyed = seen.map((event) => [seed.next().value as number, event] as const); // it never ends
      const shuffled = keyed.toSorted(([a], [b]) => a - b).map(([, event]) => event);
      expect(nodesOf(dag.stored, shuffled)).toEqual({ nodes, trouble });
    }),
    { numRuns: 200 },
  );
});

it('shows every node whatever is missing of its events, and says that something is', async () => {
  await fc.assert(
    fc.asyncProperty(randomSagas, fc.nat(), async (saga, at) => {
      const { dag } = worldOf(saga);
      const events = await eventsOf(dag);
      const lost = at % events.length;
      const rest = events.filter((_, index) => index !== lost);
      const { nodes, trouble } = nodesOf(dag.stored, rest);
      expect(nodes).toHaveLength(dag.nodes.length);
      expect(trouble === null).toBe(recover(dag, rest).ok);
    }),
    { numRuns: 200 },
  );
});
