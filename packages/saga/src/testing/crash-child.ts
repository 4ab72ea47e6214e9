import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Boundary } from '../engine/options.ts';
import type { AtRest, SagaEngine } from '../engine/port.ts';
import { eventKey } from '../event.ts';
import type { CrashMessage, CrashPlan, CrashRan } from './crash-plan.ts';
import { describeRest } from './describe-rest.ts';
import { comparableOutput, finalState } from './every-action-twice.ts';
import type { SagaSubject } from './subject.ts';

/** Where a child dies: give `atBoundary` to the engine as `EngineOptions.testing.atBoundary`. */
export interface CrashPoint {
  readonly atBoundary: (boundary: Boundary) => void;
  /** How many boundaries of the child's own saga there were up to now. */
  readonly passed: () => number;
}

/** Counts the boundaries of the child's own saga, and kills this process with SIGKILL at the one of the plan. */
export function crashPoint({ run }: CrashPlan): CrashPoint {
  let passed = 0;
  return {
    passed: () => passed,
    atBoundary: ({ sagaId, when, events }) => {
      if (sagaId !== run?.sagaId) return;
      passed += 1;
      if (passed !== run.killAt) return;
      const keys = events.map(eventKey);
      writeCrashMessage({ type: 'killed', boundary: passed, when, events: keys });
      process.kill(process.pid, 'SIGKILL');
      // The signal is on its way; nothing more may happen here.
      for (;;);
    },
  };
}

/**
 * All that a child does, once its engine is open:
 *
 * ```ts
 * const plan = JSON.parse(process.argv[2]) as CrashPlan;
 * const point = crashPoint(plan);
 * const engine = await createJournal(database, { actions, leaseMs: 300, testing: { atBoundary: point.atBoundary } });
 * await runCrashChild(plan, point, engine, subject);
 * await engine.close();
 * ```
 */
export async function runCrashChild(
  plan: CrashPlan,
  point: CrashPoint,
  engine: SagaEngine,
  subject: SagaSubject,
): Promise<void> {
  const { recover, run, timeoutMs } = plan;
  if (recover !== null) {
    const ran = await recovered(engine, recover, subject, timeoutMs);
    if (typeof ran === 'string') return writeCrashMessage({ type: 'failed', message: ran });
    writeCrashMessage({ type: 'recovered', ran, leftovers: await subject.leftovers() });
  }
  if (run === null) return;
  const { dag, params, subject: about } = await subject.fresh();
  const options = { id: run.sagaId, ...(about === undefined ? {} : { subject: about }) };
  // Whoever made the saga has seen that the parameters fit; see `freshSaga`.
  const started = await engine.start(dag, params as never, options);
  if (!started.ok) return writeCrashMessage({ type: 'failed', message: started.message });
  const rested = await engine.wait(run.sagaId, { timeoutMs });
  const ran = rested.ok ? await ranOf(engine, rested, subject) : rested.message;
  if (typeof ran === 'string') return writeCrashMessage({ type: 'failed', message: ran });
  const leftovers = await subject.leftovers();
  writeCrashMessage({ type: 'finished', ran, leftovers, boundaries: point.passed() });
}

/** Takes the saga over when the lease of the dead process is over. Null: it was never stored. A text: what went wrong. */
async function recovered(
  engine: SagaEngine,
  sagaId: string,
  subject: SagaSubject,
  timeoutMs: number,
): Promise<CrashRan | null | string> {
  const until = Date.now() + timeoutMs;
  while (Date.now() < until) {
    await engine.recover();
    const waited = await engine.wait(sagaId, { timeoutMs: 20 });
    if (waited.ok) return ranOf(engine, waited, subject);
    if (waited.code === 'unknown_saga') return null;
    if (waited.code !== 'wait_timeout') return waited.message;
    await sleep(5);
  }
  const found = await engine.get(sagaId);
  const where = found.ok ? `${found.state}, owner ${found.owner ?? 'nobody'}` : found.message;
  return `saga ${sagaId} is not at rest after ${timeoutMs} ms: ${where}`;
}

async function ranOf(
  engine: SagaEngine,
  { sagaId, rest }: AtRest,
  subject: SagaSubject,
): Promise<CrashRan | string> {
  const found = await engine.get(sagaId);
  if (!found.ok) return found.message;
  const state = await finalState(subject, { params: found.params, subject: found.subject });
  return {
    sagaId,
    kind: rest.kind,
    description: describeRest(rest),
    error: rest.kind === 'unwound' ? `${rest.error.code} ${rest.error.node ?? ''}` : null,
    output: rest.kind === 'done' ? comparableOutput(subject, rest.output) : null,
    state,
  };
}

/** Written at once: what waits in a buffer dies with the process. */
export function writeCrashMessage(message: CrashMessage): void {
  const line = Buffer.from(`${JSON.stringify(message)}\n`);
  for (let at = 0; at < line.length;) {
    try {
      at += writeSync(1, line, at);
    } catch (error) {
      // The pipe is full; whoever reads it will empty it.
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
    }
  }
}
