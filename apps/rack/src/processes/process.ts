import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { listensAt } from '../ports.ts';
import { RackProblem } from '../problem.ts';
import { type RecordedProcess, recordOf } from './identity.ts';

/** A program to run: the module, and what it is told. */
export interface Program {
  /** By the name of its package, `@skewline/nexus/cli`, or by its path. */
  readonly module: string;
  readonly parameters: readonly string[];
}

export type ProcessState = 'stopped' | 'running' | 'paused';

export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Something that happened to a process of the rack. */
export type ProcessEvent =
  | { readonly kind: 'started' | 'ready' | 'paused' | 'resumed'; readonly name: string }
  | {
      readonly kind: 'ended';
      readonly name: string;
      readonly exit: ProcessExit;
      /** Nobody asked for it. */
      readonly unexpected: boolean;
    };

export interface RackProcessOptions {
  /** `nexus-0`, `sled-2`, `gateway`. */
  readonly name: string;
  /** Where both its outputs go, one after the other for all its lives. */
  readonly logFile: string;
  /** Each of them answers with a success when it is ready. */
  readonly healthUrls: readonly string[];
  readonly readyTimeoutMs: number;
  readonly onEvent: (event: ProcessEvent) => void;
  /** Nothing may be started any more: the rack has ended. */
  readonly isOver?: () => boolean;
}

const { resolve } = createRequire(import.meta.url);
const guard = new URL('guard.ts', import.meta.url).href;
const pollMs = 50;
const probeTimeoutMs = 2000;
const logTail = 12;

/** One process of the rack. It can be killed and started again as often as anybody likes. */
export class RackProcess {
  readonly name: string;
  readonly logFile: string;
  readonly #options: RackProcessOptions;
  #child: ChildProcess | null = null;
  #ended: Promise<ProcessExit> | null = null;
  #record: RecordedProcess | null = null;
  #isPaused = false;
  #isExpectedToEnd = false;

  constructor(options: RackProcessOptions) {
    this.name = options.name;
    this.logFile = options.logFile;
    this.#options = options;
  }

  get state(): ProcessState {
    if (this.#child === null) return 'stopped';
    return this.#isPaused ? 'paused' : 'running';
  }

  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /** For the list of what runs; null while it does not. */
  get record(): RecordedProcess | null {
    return this.#record;
  }

  /** Starts it, and does not wait until it is ready. */
  async spawn({ module, parameters }: Program): Promise<void> {
    const log = await open(this.logFile, 'a');
    try {
      if (this.#child !== null) {
        throw new RackProblem('options', `${this.name} runs already`, null);
      }
      if (this.#options.isOver?.() === true) {
        throw new RackProblem('stopped', `${this.name} is not started: the rack has ended`, null);
      }
      const script = resolve(module);
      const child = spawn(
        process.execPath,
        ['--conditions=skewline-source', '--import', guard, script, ...parameters],
        {
          stdio: ['ignore', log.fd, log.fd, 'ipc'],
          // Ctrl-C on a terminal is for the rack, which stops its processes in order.
          detached: true,
        },
      );
      const { pid } = child;
      if (pid === undefined) {
        const [error] = await once(child, 'error');
        throw error;
      }
      // At once, so that nobody overlooks it who kills all there is.
      this.#child = child;
      this.#ended = once(child, 'exit').then(([code, signal]) => this.#hasEnded({ code, signal }));
      this.#isExpectedToEnd = false;
      this.#record = recordOf(this.name, pid);
    } finally {
      await log.close();
    }
    this.#options.onEvent({ kind: 'started', name: this.name });
  }

  /** Waits until it answers. What ended instead, or does not answer in time, is a problem that shows its last words. */
  async ready(signal?: AbortSignal): Promise<void> {
    const { healthUrls, readyTimeoutMs } = this.#options;
    const deadline = Date.now() + readyTimeoutMs;
    for (const url of healthUrls) {
      while (!(await isHealthy(url)) || !this.#isOurs(url)) {
        if (signal?.aborted === true) {
          throw new RackProblem('stopped', `stopped while ${this.name} was starting`, null);
        }
        if (this.#child === null) {
          throw new RackProblem(
            'process_failed',
            `${this.name} ended when it should have started:\n${await this.lastWords()}`,
            `all that it said is in ${this.logFile}`,
          );
        }
        if (Date.now() > deadline) {
          throw new RackProblem(
            'process_not_ready',
            `${this.name} does not answer at ${url} after ${String(readyTimeoutMs / 1000)} s:\n${await this.lastWords()}`,
            `all that it said is in ${this.logFile}`,
          );
        }
        await sleep(pollMs);
      }
    }
    this.#options.onEvent({ kind: 'ready', name: this.name });
  }

  /** Sends the signal and waits for the end. A process that does not run is left as it is. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    if (this.#child === null) return;
    this.#isExpectedToEnd = true;
    // A paused process takes no signal but SIGKILL.
    if (signal !== 'SIGKILL') this.resume();
    this.#child.kill(signal);
    await this.#ended;
  }

  /** Asks it to end, and kills it if it has not after a while. */
  async stop(graceMs: number): Promise<void> {
    const timer = setTimeout(() => void this.kill('SIGKILL'), graceMs);
    try {
      await this.kill('SIGTERM');
    } finally {
      clearTimeout(timer);
    }
  }

  /** At once and without waiting, for the end of the rack's own process. */
  killNow(): void {
    this.#isExpectedToEnd = true;
    this.#child?.kill('SIGKILL');
  }

  /** SIGSTOP: it is there, its connections are open, and it says nothing. */
  pause(): void {
    if (this.state !== 'running') return;
    this.#isPaused = true;
    this.#child?.kill('SIGSTOP');
    this.#options.onEvent({ kind: 'paused', name: this.name });
  }

  resume(): void {
    if (this.state !== 'paused') return;
    this.#isPaused = false;
    this.#child?.kill('SIGCONT');
    this.#options.onEvent({ kind: 'resumed', name: this.name });
  }

  /** The last lines of its log. */
  async lastWords(): Promise<string> {
    const lines = (await readFile(this.logFile, 'utf8')).trimEnd().split('\n');
    return lines
      .slice(-logTail)
      .map((line) => `  ${line}`)
      .join('\n');
  }

  /** Somebody else may have taken the port since it was found free: then this process is about to end. */
  #isOurs(url: string): boolean {
    const pid = this.pid;
    return pid !== null && listensAt(pid, Number(new URL(url).port)) !== false;
  }

  #hasEnded(exit: ProcessExit): ProcessExit {
    const unexpected = !this.#isExpectedToEnd;
    this.#child = null;
    this.#record = null;
    this.#isPaused = false;
    this.#options.onEvent({ kind: 'ended', name: this.name, exit, unexpected });
    return exit;
  }
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(probeTimeoutMs) });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}
