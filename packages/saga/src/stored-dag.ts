import type { Json } from './json.ts';

/** A DAG as it is stored: plain JSON, without code. Keep readers of old formats when this changes. */
export interface StoredDag {
  readonly format: 1;
  readonly name: string;
  readonly nodes: readonly StoredNode[];
}

interface StoredBase {
  /** Unique in its DAG: a letter, then letters, digits, `_` and `-`. */
  readonly name: string;
  /** The nodes of the same DAG that come before. */
  readonly after: readonly string[];
}

export interface StoredAction extends StoredBase {
  readonly kind: 'action';
  readonly action: { readonly name: string; readonly version: number };
  readonly from: { readonly [need: string]: string };
  readonly label: string | null;
}

export interface StoredConstant extends StoredBase {
  readonly kind: 'constant';
  readonly value: Json;
}

export interface StoredSubsaga extends StoredBase {
  readonly kind: 'subsaga';
  readonly dag: StoredDag;
  /** The ancestor whose output is the parameters. */
  readonly params: string;
}

export type StoredNode = StoredAction | StoredConstant | StoredSubsaga;

/** What can be wrong with a DAG. `path`: the DAG or node, with the subsagas around it. */
export interface DagProblem {
  readonly code: DagProblemCode;
  readonly path: string;
  readonly message: string;
}

export const dagProblemCodes = [
  'not_a_dag',
  'unknown_format',
  'bad_name',
  'duplicate_name',
  'empty_stage',
  'not_one_last_node',
  'unknown_dependency',
  'cycle',
  'need_not_ancestor',
  'params_node_missing',
  'params_node_not_ancestor',
  'constant_not_json',
  'action_conflict',
  'unknown_action',
  'too_large',
] as const;

export type DagProblemCode = (typeof dagProblemCodes)[number];
