import { type ActionStep, type AnyAction, actionId, type Typed } from './action.ts';
import { compile } from './compile.ts';
import type { Dag } from './dag.ts';
import { checkJson, type Json } from './json.ts';
import type { DagProblem, StoredDag, StoredNode } from './stored-dag.ts';

export interface ConstantStep<out Output> extends Typed<unknown, unknown, Output> {
  readonly kind: 'constant';
  readonly value: unknown;
}

export interface SubsagaStep<in Needs, out Output> extends Typed<unknown, Needs, Output> {
  readonly kind: 'subsaga';
  readonly dag: Dag;
  readonly params: string;
}

/** What a node can be. */
export type Step<Params, Needs, Output> =
  ActionStep<Params, Needs, Output> | ConstantStep<Output> | SubsagaStep<Needs, Output>;

type OutputOf<Given> = Given extends Typed<never, never, infer Output> ? Output : never;

/** A value that is known when the DAG is built. */
export function constant<const Value>(value: Value): ConstantStep<Value> {
  return { kind: 'constant', value };
}

/**
 * A DAG as one node: its nodes have names of their own, cannot see what is around them, and only the output of its last
 * node is seen from outside. Its parameters are the output of the ancestor `params`.
 */
export function subsaga<Params, Output, const ParamsNode extends string>(
  dag: Dag<Params, Output>,
  params: ParamsNode,
): SubsagaStep<{ readonly [Node in ParamsNode]: Params }, Output> {
  return { kind: 'subsaga', dag, params };
}

export type BuildResult<Params, Output> =
  | { readonly ok: true; readonly dag: Dag<Params, Output> }
  | { readonly ok: false; readonly problems: readonly DagProblem[] };

/** `Outputs`: what each node so far gives, by name. `Last`: what the last one gives; never after a parallel stage. */
export interface DagBuilder<Params, Outputs, Last> {
  /** A node after all last nodes. It may need what any node before it gives. */
  append<const Name extends string, Output>(
    name: Name & (Name extends keyof Outputs ? never : unknown),
    step: Step<Params, Outputs, Output>,
  ): DagBuilder<Params, Outputs & { readonly [Node in Name]: Output }, Output>;
  /** Nodes that run side by side, after all last nodes. They do not see each other. */
  appendParallel<const Stage extends { readonly [name: string]: Step<Params, Outputs, unknown> }>(
    stage: Stage & { readonly [Node in keyof Outputs & keyof Stage]: never },
  ): DagBuilder<Params, Outputs & { readonly [Node in keyof Stage]: OutputOf<Stage[Node]> }, never>;
  build(): BuildResult<Params, Last>;
}

/** Begins a DAG: `dagBuilder<Params>('name')`. Each call gives a new builder, so one beginning can have several ends. */
export function dagBuilder<Params extends object>(
  name: string,
): DagBuilder<Params, unknown, never> {
  return builderOf<Params, unknown, never>({
    name,
    nodes: [],
    lastNodes: [],
    steps: [],
    problems: [],
  });
}

type AnyStep = Step<never, never, unknown>;

interface Draft {
  readonly name: string;
  readonly nodes: readonly StoredNode[];
  readonly lastNodes: readonly string[];
  readonly steps: readonly AnyStep[];
  readonly problems: readonly DagProblem[];
}

function builderOf<Params, Outputs, Last>(draft: Draft): DagBuilder<Params, Outputs, Last> {
  return {
    append: (name, step) => builderOf(withStage(draft, [[name, step]])),
    appendParallel: (stage) => builderOf(withStage(draft, Object.entries<AnyStep>(stage))),
    build: () => built<Params, Last>(draft),
  };
}

function withStage(draft: Draft, stage: readonly (readonly [string, AnyStep])[]): Draft {
  const problems = [...draft.problems];
  if (stage.length === 0) {
    const message = `a parallel stage without nodes, after ${draft.lastNodes.join(', ') || 'the beginning'}`;
    problems.push({ code: 'empty_stage', path: '', message });
    return { ...draft, problems };
  }
  const nodes = stage.map(([name, step]) => storedNode(name, step, draft.lastNodes, problems));
  return {
    name: draft.name,
    nodes: [...draft.nodes, ...nodes],
    lastNodes: stage.map(([name]) => name),
    steps: [...draft.steps, ...stage.map(([, step]) => step)],
    problems,
  };
}

function storedNode(
  name: string,
  step: AnyStep,
  after: readonly string[],
  problems: DagProblem[],
): StoredNode {
  if (step.kind === 'subsaga') {
    return { kind: 'subsaga', name, after, dag: step.dag.stored, params: step.params };
  }
  if (step.kind === 'action') {
    const { action, from, label } = step;
    const { version } = action;
    return { kind: 'action', name, after, action: { name: action.name, version }, from, label };
  }
  const checked = checkJson(step.value);
  if (!checked.ok)
    problems.push({ code: 'constant_not_json', path: name, message: checked.message });
  const value: Json = checked.ok ? checked.json : null;
  return { kind: 'constant', name, after, value };
}

function built<Params, Output>(draft: Draft): BuildResult<Params, Output> {
  const actions = new Map<string, AnyAction>();
  const conflicts = new Map<string, DagProblem>();
  for (const action of draft.steps.flatMap(actionsOf)) {
    const id = actionId(action);
    if ((actions.get(id) ?? action) !== action) {
      conflicts.set(id, {
        code: 'action_conflict',
        path: '',
        message: `two actions are called ${id}`,
      });
    }
    actions.set(id, action);
  }
  const stored: StoredDag = { format: 1, name: draft.name, nodes: draft.nodes };
  const compiled = compile(stored, (name, version) => actions.get(actionId({ name, version })));
  const problems = [
    ...draft.problems,
    ...conflicts.values(),
    ...(compiled.ok ? [] : compiled.problems),
  ];
  if (!compiled.ok || problems.length > 0) return { ok: false, problems };
  // The calls that led here have checked Params and Output.
  return { ok: true, dag: compiled.dag as Dag<Params, Output> };
}

function actionsOf(step: AnyStep): readonly AnyAction[] {
  if (step.kind === 'action') return [step.action];
  if (step.kind === 'constant') return [];
  return step.dag.nodes.flatMap(({ work }) => (work.kind === 'action' ? [work.action] : []));
}
