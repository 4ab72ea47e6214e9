import type { Edge } from './graph.ts';
import { stronglyConnected, type Successors, successorsOf } from './strongly-connected.ts';

/** A way from a node back to itself that visits no node twice. */
export interface Cycle {
  /** In order; the last one leads back to where the first begins. */
  readonly edges: readonly CycleEdge[];
}

export interface CycleEdge {
  readonly from: string;
  readonly to: string;
  /** All APIs by which the one calls the other: each of them alone would close the cycle. */
  readonly apis: readonly string[];
}

export interface Cycles {
  /** The shortest first. Each begins at the node whose name is first in order. */
  readonly cycles: readonly Cycle[];
  /** Whether there are more than were asked for. */
  readonly truncated: boolean;
}

/** Every elementary cycle, up to a bound (Johnson 1975). Several APIs between two nodes are one edge. */
export function cyclesOf(edges: readonly Edge[], bound = 100): Cycles {
  const labels = new Map<string, Set<string>>();
  for (const { from, to, api } of edges) {
    const key = JSON.stringify([from, to]);
    labels.set(key, (labels.get(key) ?? new Set()).add(api));
  }
  const paths: (readonly string[])[] = [];
  // One more than the bound is looked for, to know whether there are more.
  for (const path of elementary(successorsOf(edges))) {
    paths.push(path);
    if (paths.length > bound) break;
  }
  const cycles = paths.slice(0, bound).map((path) => ({
    edges: path.map((from, position) => {
      const to = path[(position + 1) % path.length] ?? from;
      return { from, to, apis: [...(labels.get(JSON.stringify([from, to])) ?? [])].sort() };
    }),
  }));
  return {
    cycles: cycles.sort(
      (a, b) => a.edges.length - b.edges.length || (keyOf(a) < keyOf(b) ? -1 : 1),
    ),
    truncated: paths.length > bound,
  };
}

function keyOf({ edges }: Cycle): string {
  return JSON.stringify(edges.map(({ from }) => from));
}

/** Part by part: what is left of a part without its first node falls into smaller parts. */
function* elementary(successors: Successors): Generator<readonly string[]> {
  const open = [...partsOf(successors)];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    const [start = ''] = [...part.keys()].sort();
    yield* circuits(start, part);
    open.push(...partsOf(within(part, (node) => node !== start)));
  }
}

/** The strongly connected parts, those without a cycle left out, the one with the first name last. */
function partsOf(successors: Successors): readonly Successors[] {
  const parts = stronglyConnected(successors)
    .map((members) => [...members].sort())
    .filter(
      ([first = '', ...others]) => others.length > 0 || successors.get(first)?.includes(first),
    )
    .sort(([a = ''], [b = '']) => (a < b ? 1 : -1));
  return parts.map((members) => {
    const inside = new Set(members);
    return within(successors, (node) => inside.has(node));
  });
}

/** Johnson's search from one node, with a stack of its own in place of recursion. */
function* circuits(start: string, successors: Successors): Generator<readonly string[]> {
  const blocked = new Set<string>([start]);
  const waiting = new Map<string, Set<string>>();
  const work: Frame[] = [{ node: start, next: 0, closed: false }];
  for (let frame = work.at(-1); frame !== undefined; frame = work.at(-1)) {
    const { node } = frame;
    const target = successors.get(node)?.[frame.next];
    frame.next += 1;
    if (target === start) {
      frame.closed = true;
      yield work.map((one) => one.node);
    } else if (target !== undefined) {
      if (!blocked.has(target)) {
        blocked.add(target);
        work.push({ node: target, next: 0, closed: false });
      }
    } else {
      work.pop();
      const parent = work.at(-1);
      if (parent !== undefined && frame.closed) parent.closed = true;
      if (frame.closed) unblock(node, blocked, waiting);
      else for (const next of successors.get(node) ?? []) waitFor(next, node, waiting);
    }
  }
}

interface Frame {
  readonly node: string;
  next: number;
  /** Whether a cycle went through here. */
  closed: boolean;
}

function unblock(node: string, blocked: Set<string>, waiting: Map<string, Set<string>>): void {
  const open = [node];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    if (!blocked.delete(one)) continue;
    open.push(...(waiting.get(one) ?? []));
    waiting.delete(one);
  }
}

function waitFor(node: string, waiter: string, waiting: Map<string, Set<string>>): void {
  waiting.set(node, (waiting.get(node) ?? new Set()).add(waiter));
}

function within(successors: Successors, keep: (node: string) => boolean): Successors {
  return new Map(
    [...successors]
      .filter(([node]) => keep(node))
      .map(([node, targets]) => [node, targets.filter(keep)]),
  );
}
