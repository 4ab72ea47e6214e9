import type { AnyAction } from './action.ts';
import type { Json } from './json.ts';
import type { StoredDag } from './stored-dag.ts';

/**
 * One node of the DAG as it runs. Subsagas are dissolved: their nodes are here, named `subsaga/node`, and whoever
 * comes after a subsaga comes after its last node. Other nodes are meant by index.
 */
export interface DagNode {
  readonly id: string;
  readonly index: number;
  readonly parents: readonly number[];
  readonly children: readonly number[];
  readonly work: NodeWork;
}

export type NodeWork =
  | { readonly kind: 'constant'; readonly value: Json }
  | {
      readonly kind: 'action';
      readonly action: AnyAction;
      /** The node that gives each need. */
      readonly inputs: { readonly [need: string]: number };
      /** The node whose output is the parameters; null: those of the saga. */
      readonly params: number | null;
    };

/** A DAG that has been checked, with the code of its actions. `nodes` has parents before children, always in the same order. */
export interface Dag<in Params = never, out Output = unknown> {
  readonly types?: (params: Params) => Output;
  readonly name: string;
  readonly nodes: readonly DagNode[];
  /** The one whose output is the saga's. */
  readonly last: number;
  readonly indexOf: ReadonlyMap<string, number>;
  /** To be stored. */
  readonly stored: StoredDag;
}
