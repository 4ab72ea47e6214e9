import type { RackFolder } from '../folder.ts';
import { killLeftovers, writeRecords } from './leftovers.ts';
import { type ProcessEvent, RackProcess } from './process.ts';

/** How long a process may take to end when it is asked to. */
const stopGraceMs = 10_000;

/** The processes of one rack. None outlives the process that the rack is in. */
export class ProcessGroup {
  readonly #folder: RackFolder;
  readonly #readyTimeoutMs: number;
  readonly #onEvent: (event: ProcessEvent) => void;
  readonly #processes: RackProcess[] = [];
  readonly #atExit = (): void => this.killNow();
  #isOver = false;
  /** One after the other, so that the last one has the last word. */
  #writing: Promise<void> = Promise.resolve();

  constructor(folder: RackFolder, readyTimeoutMs: number, onEvent: (event: ProcessEvent) => void) {
    this.#folder = folder;
    this.#readyTimeoutMs = readyTimeoutMs;
    this.#onEvent = onEvent;
    // Also after an uncaught error. Where this process is killed, the others notice (`guard.ts`).
    process.on('exit', this.#atExit);
  }

  /** Kills what a rack before has left running in this folder. */
  async clear(): Promise<void> {
    await killLeftovers(this.#folder.processesFile);
  }

  add(name: string, healthUrls: readonly string[]): RackProcess {
    const added = new RackProcess({
      name,
      logFile: this.#folder.logFile(name),
      healthUrls,
      readyTimeoutMs: this.#readyTimeoutMs,
      isOver: () => this.#isOver,
      onEvent: (event) => {
        if (event.kind === 'started' || event.kind === 'ended') this.#record();
        this.#onEvent(event);
      },
    });
    this.#processes.push(added);
    return added;
  }

  /** Asks those to end whose names begin so, all at once, and kills what does not. */
  async stop(prefix: string): Promise<void> {
    const concerned = this.#processes.filter(({ name }) => name.startsWith(prefix));
    await Promise.all(concerned.map((one) => one.stop(stopGraceMs)));
  }

  /** Kills all; nothing is started any more. */
  async kill(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#processes.map((one) => one.kill('SIGKILL')));
  }

  killNow(): void {
    for (const one of this.#processes) one.killNow();
  }

  /** When nothing runs any more. */
  async close(): Promise<void> {
    this.#isOver = true;
    process.off('exit', this.#atExit);
    await this.#writing;
  }

  #record(): void {
    const file = this.#folder.processesFile;
    const write = (): Promise<void> =>
      writeRecords(
        file,
        this.#processes.flatMap(({ record }) => record ?? []),
      );
    // Without it nothing is lost but the number of a process that was stopped and whose rack was killed.
    this.#writing = this.#writing.then(write).catch(() => {});
  }
}
