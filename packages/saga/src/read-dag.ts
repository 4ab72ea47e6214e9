import type { Registry } from './action.ts';
import { compile } from './compile.ts';
import type { Dag } from './dag.ts';
import { checkJson, isObject, type Json } from './json.ts';
import type { DagProblem, StoredDag, StoredNode } from './stored-dag.ts';

export type ReadDag =
  | { readonly ok: true; readonly dag: Dag }
  | {
      readonly ok: false;
      readonly problems: readonly DagProblem[];
      /** True: only code is missing. Park the saga; a process that has the actions can go on with it. */
      readonly park: boolean;
    };

/**
 * A DAG as it was stored, with the actions of this process. Nothing is believed: the JSON may be of an older program, or
 * changed by hand.
 */
export function readDag(json: unknown, actions: Registry): ReadDag {
  const checked = checkJson(json, Number.POSITIVE_INFINITY);
  const shaped = checked.ok
    ? shapeOf(checked.json, '')
    : problem('not_a_dag', '', `the stored DAG is not JSON: ${checked.message}`);
  if ('code' in shaped)
    return { ok: false, problems: [shaped], park: shaped.code === 'unknown_format' };
  const compiled = compile(shaped, (name, version) => actions.find(name, version));
  if (compiled.ok) return compiled;
  const park = compiled.problems.every(({ code }) => code === 'unknown_action');
  return { ok: false, problems: compiled.problems, park };
}

function problem(code: DagProblem['code'], path: string, message: string): DagProblem {
  return { code, path, message };
}

function shapeOf(json: unknown, path: string): StoredDag | DagProblem {
  if (!isObject(json)) return problem('not_a_dag', path, 'a DAG is an object');
  const { format, name, nodes } = json;
  if (format !== 1) {
    return problem(
      'unknown_format',
      path,
      `format ${JSON.stringify(format)}; this program reads 1`,
    );
  }
  if (typeof name !== 'string') return problem('not_a_dag', path, 'a DAG has a name');
  if (!Array.isArray(nodes)) return problem('not_a_dag', path, 'a DAG has a list of nodes');
  const shaped: StoredNode[] = [];
  for (const [index, node] of nodes.entries()) {
    const one = nodeOf(node, `${path}/nodes/${index}`);
    if ('code' in one) return one;
    shaped.push(one);
  }
  return { format: 1, name, nodes: shaped };
}

function nodeOf(json: unknown, path: string): StoredNode | DagProblem {
  if (!isObject(json)) return problem('not_a_dag', path, 'a node is an object');
  const { kind, name, after } = json;
  if (typeof name !== 'string' || !isTexts(after)) {
    return problem('not_a_dag', path, 'a node has a name, and a list of the nodes before it');
  }
  if (kind === 'constant') {
    if (json['value'] === undefined) return problem('not_a_dag', path, 'a constant has a value');
    // readDag has checked that all of it is JSON.
    return { kind, name, after, value: json['value'] as Json };
  }
  if (kind === 'subsaga') {
    if (typeof json['params'] !== 'string') {
      return problem('not_a_dag', path, 'a subsaga names the node of its parameters');
    }
    const dag = shapeOf(json['dag'], `${path}/dag`);
    return 'code' in dag ? dag : { kind, name, after, dag, params: json['params'] };
  }
  if (kind === 'action') {
    const { action, from, label } = json;
    if (
      !isObject(action) ||
      typeof action['name'] !== 'string' ||
      typeof action['version'] !== 'number'
    ) {
      return problem('not_a_dag', path, 'an action has a name and a version');
    }
    if (
      !isObject(from) ||
      !isTexts(Object.values(from)) ||
      !(label === null || typeof label === 'string')
    ) {
      return problem('not_a_dag', path, 'an action has `from`, names by need, and a label or null');
    }
    const inputs = Object.fromEntries(
      Object.entries(from).map(([need, node]) => [need, String(node)]),
    );
    return {
      kind,
      name,
      after,
      action: { name: action['name'], version: action['version'] },
      from: inputs,
      label,
    };
  }
  return problem('not_a_dag', path, `a node of kind ${JSON.stringify(kind)}`);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((text) => typeof text === 'string');
}
