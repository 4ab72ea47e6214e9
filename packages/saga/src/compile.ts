import { type AnyAction, actionId } from './action.ts';
import type { Dag, DagNode, NodeWork } from './dag.ts';
import type { DagProblem, DagProblemCode, StoredDag, StoredNode } from './stored-dag.ts';

/** Far above any saga; a stored DAG of unknown origin must not take the process with it. */
const MAX_NODES = 10_000;
const MAX_NESTING = 16;

export type Compiled =
  | { readonly ok: true; readonly dag: Dag }
  | { readonly ok: false; readonly problems: readonly DagProblem[] };

interface Level {
  readonly stored: StoredDag;
  /** `subsaga/`, or nothing at the top. */
  readonly prefix: string;
  readonly depth: number;
  /** What the first nodes come after. */
  readonly entry: readonly number[];
  readonly params: number | null;
}

interface Building {
  readonly nodes: { id: string; parents: readonly number[]; work: NodeWork }[];
  readonly problems: DagProblem[];
  readonly find: (name: string, version: number) => AnyAction | undefined;
}

/** Checks a stored DAG, finds its actions, and lays it out flat. All problems are reported, not only the first. */
export function compile(stored: StoredDag, find: Building['find']): Compiled {
  const building: Building = { nodes: [], problems: [], find };
  const last = compileLevel(building, { stored, prefix: '', depth: 0, entry: [], params: null });
  if (last === undefined || building.problems.length > 0) {
    return { ok: false, problems: building.problems };
  }
  const children: number[][] = building.nodes.map(() => []);
  building.nodes.forEach(({ parents }, index) => {
    for (const parent of parents) children[parent]?.push(index);
  });
  const nodes = building.nodes.map((node, index): DagNode => ({
    ...node,
    index,
    children: children[index] ?? [],
  }));
  const indexOf = new Map(nodes.map(({ id, index }) => [id, index]));
  return { ok: true, dag: { name: stored.name, nodes, last, indexOf, stored } };
}

/** The index of the level's last node; undefined where the level is broken. */
function compileLevel(building: Building, level: Level): number | undefined {
  const { stored, prefix, depth } = level;
  const report = (code: DagProblemCode, name: string, message: string): void => {
    building.problems.push({ code, path: `${prefix}${name}`, message });
  };
  if (depth > MAX_NESTING) {
    report('too_large', '', `subsagas in more than ${MAX_NESTING} levels`);
    return undefined;
  }
  const order = ordered(stored.nodes, report);
  if (order === undefined) return undefined;
  const last = lastOf(order, report);
  const ancestors = ancestorsOf(order);
  const position = new Map(order.map(({ name }, index) => [name, index]));
  const isAncestor = (name: string, of: number): boolean => {
    const at = position.get(name);
    return at !== undefined && bit(ancestors[of], at);
  };
  // Where a node's output comes from: itself, or the last node of the subsaga. -1: broken, already reported.
  const outputs = new Map<string, number>();
  const outputOf = (name: string): number => outputs.get(name) ?? -1;

  order.forEach((node, at) => {
    const parents = node.after.length === 0 ? level.entry : node.after.map(outputOf);
    if (building.nodes.length >= MAX_NODES) {
      if (building.problems.every(({ code }) => code !== 'too_large')) {
        report('too_large', node.name, `more than ${MAX_NODES} nodes`);
      }
      return;
    }
    if (node.kind === 'subsaga') {
      if (!position.has(node.params)) {
        report(
          'params_node_missing',
          node.name,
          `there is no node '${node.params}' to take parameters from`,
        );
      } else if (!isAncestor(node.params, at)) {
        report('params_node_not_ancestor', node.name, `'${node.params}' does not come before it`);
      }
      const inner = compileLevel(building, {
        stored: node.dag,
        prefix: `${prefix}${node.name}/`,
        depth: depth + 1,
        entry: parents,
        params: outputOf(node.params),
      });
      outputs.set(node.name, inner ?? -1);
      return;
    }
    const work =
      node.kind === 'constant'
        ? ({ kind: 'constant', value: node.value } as const)
        : workOf(node, level, building, (need, name) => {
            if (isAncestor(name, at)) return outputOf(name);
            const which = need === name ? `'${name}'` : `'${name}' (as '${need}')`;
            report(
              'need_not_ancestor',
              node.name,
              `it needs ${which}, which does not come before it`,
            );
            return -1;
          });
    outputs.set(node.name, building.nodes.length);
    building.nodes.push({ id: `${prefix}${node.name}`, parents, work });
  });
  return last === undefined ? undefined : outputs.get(last);
}

function workOf(
  node: StoredNode & { readonly kind: 'action' },
  level: Level,
  building: Building,
  input: (need: string, name: string) => number,
): NodeWork {
  const found = building.find(node.action.name, node.action.version);
  if (found === undefined) {
    building.problems.push({
      code: 'unknown_action',
      path: `${level.prefix}${node.name}`,
      message: `this process has no action ${actionId(node.action)}`,
    });
    // Never run: a DAG with problems is not given out.
    return { kind: 'constant', value: null };
  }
  const inputs = Object.keys(found.needs).map(
    (need) =>
      [
        need,
        input(need, (Object.hasOwn(node.from, need) ? node.from[need] : undefined) ?? need),
      ] as const,
  );
  return {
    kind: 'action',
    action: found,
    inputs: Object.fromEntries(inputs),
    params: level.params,
  };
}

type Report = (code: DagProblemCode, name: string, message: string) => void;

/** Parents first, otherwise as they are stored; undefined where names or dependencies make no sense. */
function ordered(nodes: readonly StoredNode[], report: Report): readonly StoredNode[] | undefined {
  const byName = new Map<string, number>();
  let sound = true;
  const broken: Report = (...problem) => {
    sound = false;
    report(...problem);
  };
  nodes.forEach(({ name }, index) => {
    if (!/^[A-Za-z][A-Za-z0-9_-]{0,99}$/.test(name)) {
      broken(
        'bad_name',
        name,
        `'${name}' is no name: a letter, then letters, digits, _ and -, at most 100`,
      );
    }
    if (byName.has(name)) broken('duplicate_name', name, `two nodes are called '${name}'`);
    byName.set(name, index);
  });
  for (const { name, after } of nodes) {
    for (const parent of new Set(after)) {
      if (!byName.has(parent)) {
        broken('unknown_dependency', name, `it comes after '${parent}', which is not in this DAG`);
      }
    }
    if (new Set(after).size !== after.length) {
      broken('unknown_dependency', name, 'it comes after the same node twice');
    }
  }
  if (!sound) return undefined;

  const left = nodes.map(({ after }) => after.length);
  const children: number[][] = nodes.map(() => []);
  nodes.forEach(({ after }, index) => {
    for (const parent of after) children[byName.get(parent) ?? -1]?.push(index);
  });
  const ready = nodes.flatMap(({ after }, index) => (after.length === 0 ? [index] : []));
  // `ready` grows while it is read, and is the order at the end.
  for (const index of ready) {
    for (const child of children[index] ?? []) {
      left[child] = (left[child] ?? 0) - 1;
      if (left[child] === 0) ready.push(child);
    }
  }
  if (ready.length < nodes.length) {
    const inCircle = nodes.filter((_, index) => (left[index] ?? 0) > 0).map(({ name }) => name);
    broken(
      'cycle',
      inCircle[0] ?? '',
      `these wait for each other: ${inCircle.slice(0, 10).join(', ')}`,
    );
    return undefined;
  }
  return ready.flatMap((index) => nodes[index] ?? []);
}

function lastOf(order: readonly StoredNode[], report: Report): string | undefined {
  const inner = new Set(order.flatMap(({ after }) => after));
  const last = order.filter(({ name }) => !inner.has(name)).map(({ name }) => name);
  if (last.length === 1) return last[0];
  const found = last.length === 0 ? 'none' : last.slice(0, 10).join(', ');
  report('not_one_last_node', '', `a DAG ends with exactly one node; here: ${found}`);
  return undefined;
}

/** For each node a bit per node: with a thousand nodes in wide stages, sets would be too slow. */
function ancestorsOf(order: readonly StoredNode[]): readonly Uint32Array[] {
  const position = new Map(order.map(({ name }, index) => [name, index]));
  const all: Uint32Array[] = [];
  for (const { after } of order) {
    const bits = new Uint32Array(Math.ceil(order.length / 32));
    for (const name of after) {
      const parent = position.get(name) ?? 0;
      all[parent]?.forEach((word, at) => {
        bits[at] = (bits[at] ?? 0) | word;
      });
      bits[parent >>> 5] = (bits[parent >>> 5] ?? 0) | (1 << (parent & 31));
    }
    all.push(bits);
  }
  return all;
}

function bit(bits: Uint32Array | undefined, at: number): boolean {
  return (((bits?.[at >>> 5] ?? 0) >>> (at & 31)) & 1) === 1;
}
