import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { sameJson } from '../json.ts';
import {
  type CrashMessage,
  type CrashPlan,
  type CrashRan,
  readCrashMessage,
} from './crash-plan.ts';
import { difference } from './every-action-twice.ts';
import type { CheckReport, Fault, FaultCode } from './report.ts';

export interface CrashOptions {
  /** What is crashed, for the report. */
  readonly subject: string;
  /** Starts a process that calls `runCrashChild` with this plan. Its stdout must be a pipe. */
  readonly spawn: (plan: CrashPlan) => ChildProcess;
  /** How long one saga may take in a child; default 30,000. */
  readonly timeoutMs?: number;
  /** Told each kill, for whoever watches. */
  readonly onKill?: (kill: CrashKill) => void;
}

export interface CrashKill {
  readonly boundary: number;
  readonly when: 'before' | 'after';
  readonly events: readonly string[];
}

export interface CrashReport extends CheckReport {
  /** Processes that were really killed, each at another boundary. */
  readonly kills: number;
  /** Different lines of leftovers. */
  readonly leaks: number;
  /** Of each child that recovered a saga: from its start until the saga was at rest. */
  readonly recoveryMs: readonly number[];
}

/**
 * Runs the saga once without a crash, and then again and again, killed with SIGKILL one boundary later each time, until
 * it ends before the kill; what is left is recovered by the next process. Output and final state must be those of the run
 * without a crash, and nothing may be left over. One process per kill.
 */
export async function crashEverywhere(options: CrashOptions): Promise<CrashReport> {
  const { subject, spawn, timeoutMs = 30_000 } = options;
  const faults: Fault[] = [];
  const leaks = new Set<string>();
  const recoveryMs: number[] = [];
  const report = (code: FaultCode, node: string | null, message: string): void => {
    faults.push({ code, node, message });
  };
  const leftovers = (lines: readonly string[], where: string): void => {
    // What leaked once is seen by every later child.
    for (const line of lines.filter((one) => !leaks.has(one))) {
      leaks.add(line);
      report('leftovers', null, `${line} (${where})`);
    }
  };
  let children = 0;
  const child = async (recover: string | null, killAt: number | null): Promise<ChildRun> => {
    const run = { sagaId: randomUUID(), killAt };
    const plan: CrashPlan = { child: children, recover, run, timeoutMs };
    children += 1;
    const began = performance.now();
    // Twice: it may wait for two sagas.
    const ended = await watch(spawn(plan), timeoutMs * 2 + 30_000, (message) => {
      if (message.type === 'recovered') recoveryMs.push(performance.now() - began);
    });
    return { ...ended, sagaId: run.sagaId };
  };
  let kills = 0;
  const result = (): CrashReport => ({
    check: 'a crash at every boundary',
    subject,
    iterations: children,
    faults,
    kills,
    leaks: leaks.size,
    recoveryMs,
  });

  const plain = await child(null, null);
  const clean = plain.messages.find((message) => message.type === 'finished');
  if (clean === undefined) {
    report('child_failed', null, `the run without a crash: ${describeChild(plain)}`);
    return result();
  }
  leftovers(clean.leftovers, 'without a crash');

  let before: { readonly sagaId: string; readonly kill: CrashKill } | null = null;
  for (;;) {
    const run: ChildRun = await child(before?.sagaId ?? null, kills + 1);
    if (before !== null) {
      const where = describeKill(before.kill);
      const recovered = run.messages.find((message) => message.type === 'recovered');
      if (recovered === undefined) {
        report('child_failed', null, `recovery after ${where}: ${describeChild(run)}`);
        return result();
      }
      leftovers(recovered.leftovers, where);
      compare(clean.ran, recovered.ran, before.kill, report);
    }
    const killed = run.messages.find((message) => message.type === 'killed');
    if (killed !== undefined && run.signal === 'SIGKILL') {
      kills += 1;
      options.onKill?.(killed);
      before = { sagaId: run.sagaId, kill: killed };
      continue;
    }
    const finished = run.messages.find((message) => message.type === 'finished');
    if (finished === undefined || run.exitCode !== 0) {
      report('child_failed', null, `to be killed at boundary ${kills + 1}: ${describeChild(run)}`);
    }
    if (kills === 0) report('no_iterations', null, 'no boundary was reached');
    return result();
  }
}

function compare(
  clean: CrashRan,
  ran: CrashRan | null,
  kill: CrashKill,
  report: (code: FaultCode, node: string | null, message: string) => void,
): void {
  const where = describeKill(kill);
  if (ran === null) {
    const stored = kill.boundary > 1 || kill.when === 'after';
    if (stored) report('not_run', null, `it was stored, and is gone after ${where}`);
    return;
  }
  if (ran.kind !== clean.kind || ran.error !== clean.error) {
    const message = `${clean.description} is wanted, but it is ${ran.description}`;
    report('wrong_end', null, `${message}, after ${where}`);
    return;
  }
  if (!sameJson(clean.output, ran.output)) {
    report('output_differs', null, `${difference(clean.output, ran.output)}, after ${where}`);
  }
  if (!sameJson(clean.state, ran.state)) {
    report('state_differs', null, `${difference(clean.state, ran.state)}, after ${where}`);
  }
}

function describeKill({ boundary, when, events }: CrashKill): string {
  return `the kill at boundary ${boundary}, ${when} ${events.join(', ')}`;
}

interface ChildEnd {
  readonly messages: readonly CrashMessage[];
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The end of what it printed that is no message. */
  readonly printed: string;
}

interface ChildRun extends ChildEnd {
  readonly sagaId: string;
}

function describeChild({ messages, exitCode, signal, printed }: ChildEnd): string {
  const ended = signal === null ? `exit code ${exitCode ?? 'none'}` : `signal ${signal}`;
  const said = messages.map((message) =>
    message.type === 'failed' ? `failed (${message.message})` : message.type,
  );
  return `${ended}, messages: ${said.join(', ') || 'none'}${printed === '' ? '' : `\n${printed}`}`;
}

/** Reads a child to its end; kills it when it hangs. */
async function watch(
  child: ChildProcess,
  hangsAfterMs: number,
  onMessage: (message: CrashMessage) => void,
): Promise<ChildEnd> {
  const messages: CrashMessage[] = [];
  const printed: string[] = [];
  const { stdout, stderr } = child;
  if (stdout === null) throw new Error("the child's stdout must be a pipe");
  const lines = createInterface({ input: stdout });
  lines.on('line', (line) => {
    const message = readCrashMessage(line);
    if (message === undefined) printed.push(`${line}\n`);
    else {
      messages.push(message);
      onMessage(message);
    }
  });
  stderr?.setEncoding('utf8').on('data', (text: string) => printed.push(text));
  const timer = setTimeout(() => {
    printed.push('it hung, and was killed\n');
    child.kill('SIGKILL');
  }, hangsAfterMs);
  const read = new Promise<void>((resolve) => {
    lines.once('close', resolve);
  });
  const ended = new Promise<Pick<ChildEnd, 'exitCode' | 'signal'>>((resolve) => {
    child.once('error', (error) => {
      printed.push(`${String(error)}\n`);
      lines.close();
      resolve({ exitCode: null, signal: null });
    });
    child.once('close', (exitCode, signal) => resolve({ exitCode, signal }));
  });
  const end = await ended;
  await read;
  clearTimeout(timer);
  return { ...end, messages, printed: printed.join('').slice(-4000) };
}
