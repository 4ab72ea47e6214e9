import type { DagNode } from '../dag.ts';
import { sameJson } from '../json.ts';
import type { Injection } from '../perform.ts';
import type { CheckReport, Fault, FaultCode } from './report.ts';
import type { SagaRunner, Trial } from './runner.ts';
import type { FreshSaga, SagaSubject } from './subject.ts';

/** A check that is under way. */
export interface Checking {
  readonly report: (code: FaultCode, node: string | null, message: string) => void;
  /** A fresh saga; reports one that is not. */
  readonly fresh: () => Promise<FreshSaga>;
  /** Runs it; undefined, and reported, where it did not come to rest. */
  readonly run: (
    saga: FreshSaga,
    injection: Injection,
    node: string | null,
  ) => Promise<(Trial & { readonly ok: true }) | undefined>;
  readonly leftovers: (node: string | null) => Promise<void>;
}

/** Begins a check, and gives its report. */
export async function checking(
  check: string,
  subject: SagaSubject,
  runner: SagaRunner,
  body: (checking: Checking) => Promise<void>,
): Promise<CheckReport> {
  const faults: Fault[] = [];
  const leaked = new Set<string>();
  let iterations = 0;
  const report: Checking['report'] = (code, node, message) => {
    faults.push({ code, node, message });
  };
  await body({
    report,
    fresh: watchFresh(subject, report),
    run: async (saga, injection, node) => {
      iterations += 1;
      const trial = await runner.run(saga, injection);
      if (trial.ok) return trial;
      report('not_run', node, trial.message);
      return undefined;
    },
    leftovers: async (node) => {
      // What leaked once is there in every later run.
      for (const line of await subject.leftovers()) {
        if (!leaked.has(line)) report('leftovers', node, line);
        leaked.add(line);
      }
    },
  });
  if (iterations === 0) report('no_iterations', null, 'it has no node that can be tried like this');
  return { check: `${check}, ${runner.name}`, subject: subject.name, iterations, faults };
}

/** `subject.fresh`, and a fault where what it gives is not fresh. */
function watchFresh(
  subject: SagaSubject,
  report: Checking['report'],
): () => Promise<FreshSaga> {
  const seen: { params: object; before: unknown; count: number }[] = [];
  return async () => {
    const saga = await subject.fresh();
    const { params } = saga;
    const count = saga.dag.nodes.length;
    const [first] = seen;
    if (first !== undefined && first.count !== count && subject.nodesMayChange !== true) {
      report('nodes_changed', null, `${first.count} nodes at first, now ${count}`);
    }
    const reused = seen.some(
      (one) =>
        one.params === params || (Object.keys(params).length > 0 && sameJson(one.before, params)),
    );
    if (reused && subject.paramsMayRepeat !== true) {
      report('params_reused', null, `again ${JSON.stringify(params)}`);
    }
    // Copied: an action may change what it was given.
    seen.push({ params, before: structuredClone(params), count });
    return saga;
  };
}

const MAX_NODES = 10_000;

/** For each node that is `wanted`, one after the other, with a fresh saga each time. */
export async function forEachNode(
  check: Checking,
  wanted: (node: DagNode, saga: FreshSaga) => boolean,
  body: (node: DagNode, saga: FreshSaga) => Promise<void>,
): Promise<void> {
  let saga = await check.fresh();
  let isUsed = false;
  // The DAG may be another one after each step; one that grows for ever comes to an end here all the same.
  for (let index = 0; index < Math.min(saga.dag.nodes.length, MAX_NODES); index += 1) {
    const planned = saga.dag.nodes[index];
    if (planned === undefined || !wanted(planned, saga)) continue;
    if (isUsed) saga = await check.fresh();
    isUsed = true;
    const node = saga.dag.nodes[index];
    if (node !== undefined) await body(node, saga);
  }
}
