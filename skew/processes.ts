import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ageFolder, repository } from './ages.ts';
import type { LoadReport } from './load.ts';
import type { ServerMessage } from './server-process.ts';

/** All processes that these tests have begun and that may still run. */
const running = new Set<ChildProcess>();

function start(script: string, parameters: readonly string[]): ChildProcess {
  const child = fork(join(repository, 'skew', script), parameters, {
    execArgv: ['--conditions=skewline-source'],
    env: {
      ...process.env,
      // What is of the test runner's own process is none of theirs.
      NODE_OPTIONS: '',
      // Compiling the same again for each process would take a core that the load needs.
      NODE_COMPILE_CACHE: join(repository, 'skew/.generated/.compile-cache'),
    },
  });
  running.add(child);
  child.on('exit', () => running.delete(child));
  return child;
}

/** Ends what is left, whatever became of the test. */
export function endAll(): void {
  for (const child of running) child.kill('SIGKILL');
}

/** The next message of a child; an error where it ends without one. */
async function told<Message>(child: ChildProcess): Promise<Message> {
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${String(child.spawnfile)} ended with ${String(code)}`);
  });
  const [message] = await Promise.race([once(child, 'message'), ended]);
  // Its parent knows what it says: see server-process.ts and load.ts.
  return message as Message;
}

/** A place where a server listens: one process after another, of whatever version. */
export class Slot {
  version: string;
  port = 0;
  #child: ChildProcess | undefined;
  readonly #bodiesFile: string;

  constructor(version: string, bodiesFile: string) {
    this.version = version;
    this.#bodiesFile = bodiesFile;
  }

  async begin(): Promise<void> {
    await this.#listen(await this.#loaded(this.version), this.version);
  }

  /** The old one ends what it has begun; the new one is loaded before, as in a rolling upgrade. */
  async replace(version: string, signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const next = await this.#loaded(version);
    const old = this.#child;
    const listening = this.#listen(next, version);
    if (old !== undefined) {
      const gone = once(old, 'exit');
      old.kill(signal);
      await gone;
    }
    await listening;
  }

  /** As a crash: nothing is finished, and nobody is there until `begin`. */
  async kill(): Promise<void> {
    const old = this.#child;
    if (old === undefined) return;
    const gone = once(old, 'exit');
    old.kill('SIGKILL');
    await gone;
  }

  async #loaded(version: string): Promise<ChildProcess> {
    const folder = ageFolder('sled-agent', version);
    const child = start('server-process.ts', [
      folder,
      version,
      String(this.port),
      this.#bodiesFile,
    ]);
    await told<ServerMessage>(child);
    return child;
  }

  async #listen(child: ChildProcess, version: string): Promise<void> {
    child.send('listen');
    const message = await told<ServerMessage>(child);
    if (message.kind !== 'listening') throw new Error('a server that does not listen');
    this.port = message.port;
    this.version = version;
    this.#child = child;
  }
}

/** Load generators, which go on from `begin` until `end`. */
export class Load {
  readonly #children: readonly ChildProcess[];

  private constructor(children: readonly ChildProcess[]) {
    this.#children = children;
  }

  static async ready(settingFiles: readonly string[]): Promise<Load> {
    const children = settingFiles.map((file) => start('load.ts', [file]));
    await Promise.all(children.map((child) => told(child)));
    return new Load(children);
  }

  begin(): void {
    for (const child of this.#children) child.send('begin');
  }

  async end(): Promise<readonly LoadReport[]> {
    const reports = this.#children.map((child) => told<LoadReport>(child));
    for (const child of this.#children) child.send('end');
    return Promise.all(reports);
  }
}
