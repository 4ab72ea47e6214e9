import { type StoredFile, storedFile, type StoredProblem } from '@skewline/stored';
import { access, constants, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode, SledProblem } from '../problem.ts';
import { emptyState, type SledState, stateForm } from './sled-state.ts';

/** What a process found when it opened the file. */
export interface Opened {
  readonly file: StateFile;
  /** Why what was there could not be read. It is kept beside the file, and the sled is empty. */
  readonly lost: StoredProblem | null;
}

/** The sled's state, in memory and on the disk. What was changed is written soon; `flush` waits for it. */
export class StateFile {
  readonly #file: StoredFile<SledState>;
  #state: SledState;
  #setAside: boolean;
  #changes = 0;
  #written = 0;
  #running: Promise<StoredProblem | null> = Promise.resolve(null);
  #waiting: Promise<StoredProblem | null> | null = null;

  constructor(file: StoredFile<SledState>, state: SledState, setAside: boolean) {
    this.#file = file;
    this.#state = state;
    this.#setAside = setAside;
  }

  get state(): SledState {
    return this.#state;
  }

  change(changed: Partial<SledState>): void {
    this.#state = { ...this.#state, ...changed };
    this.#changes += 1;
  }

  /** When this gives null, all that was changed before is on the disk. Writes that wait are made as one. */
  flush(): Promise<StoredProblem | null> {
    if (this.#written === this.#changes) return Promise.resolve(null);
    this.#waiting ??= this.#running.then(() => {
      this.#waiting = null;
      this.#running = this.#write();
      return this.#running;
    });
    return this.#waiting;
  }

  async #write(): Promise<StoredProblem | null> {
    const changes = this.#changes;
    const written = await this.#file.write(this.#state, { setAside: this.#setAside });
    if (!written.ok) return written;
    this.#setAside = false;
    this.#written = changes;
    return null;
  }
}

/** Reads what is there. A file that is cut off or garbled loses its VMMs, and is no reason not to start. */
export async function openState(directory: string): Promise<Opened | SledProblem> {
  const path = join(directory, 'sled.json');
  const file = storedFile<SledState>({ path, ...stateForm });
  const found = await file.read();
  if (found.ok) {
    const opened = new StateFile(file, found.value ?? emptyState, false);
    // So that a disk that cannot be written to is found out now.
    opened.change({});
    const problem = await opened.flush();
    return problem === null ? { file: opened, lost: null } : unwritable(problem);
  }
  if (found.code === 'version_newer') {
    return new SledProblem('state_newer', found.message, found.fix);
  }
  if (!isDamage(found)) return new SledProblem('state_unreadable', found.message, found.fix);
  const opened = new StateFile(file, emptyState, true);
  opened.change({});
  const problem = await opened.flush();
  return problem === null ? { file: opened, lost: found } : unwritable(problem);
}

/** Why a directory cannot keep a state; null where it can. */
export async function directoryProblem(directory: string): Promise<SledProblem | null> {
  try {
    if (!(await stat(directory)).isDirectory()) {
      return new SledProblem('state_directory_missing', `${directory} is no directory`, makeIt);
    }
    await access(directory, constants.W_OK);
    return null;
  } catch (error) {
    return errorCode(error) === 'ENOENT'
      ? new SledProblem('state_directory_missing', `there is no directory ${directory}`, makeIt)
      : new SledProblem(
          'state_not_writable',
          `the state directory ${directory} cannot be written to (${errorCode(error) ?? 'unknown'})`,
          'let this program write there, or say another directory',
        );
  }
}

const makeIt = 'make the directory, or say another one';

function isDamage({ code }: StoredProblem): boolean {
  return ['empty', 'cut_off', 'not_utf8', 'not_json'].includes(code);
}

function unwritable({ message, fix }: StoredProblem): SledProblem {
  return new SledProblem('state_not_writable', message, fix);
}
