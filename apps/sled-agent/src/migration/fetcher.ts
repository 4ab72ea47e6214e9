import type { Uuid } from '@skewline/runtime/api';
import type { Logger } from 'pino';
import type { VmmEvent } from '../vmm/happen.ts';
import type { MigrateIn, Vmm } from '../vmm/vmm.ts';
import { wait } from '../wait.ts';
import { type Pull, pull, type PullAnswer, type PullStep } from './peers.ts';

interface Services {
  readonly peers: readonly string[];
  readonly vmm: (id: Uuid) => Vmm | undefined;
  readonly happened: (id: Uuid, event: VmmEvent) => void;
  readonly log: Logger;
}

const againMs = 250;

/** Fetches guests: asks the sources of migrations for them, as long as a VMM waits for that. */
export class Fetcher {
  readonly #services: Services;
  readonly #ending = new AbortController();
  readonly #busy = new Map<Uuid, Promise<void>>();

  constructor(services: Services) {
    this.#services = services;
  }

  /** The VMM may be waiting for an answer of its source. */
  wake({ id, work }: Vmm): void {
    if (asks(work) === null || this.#busy.has(id) || this.#ending.signal.aborted) return;
    const run = this.#run(id).finally(() => {
      this.#busy.delete(id);
      const vmm = this.#services.vmm(id);
      if (vmm !== undefined) this.wake(vmm);
    });
    this.#busy.set(id, run);
  }

  /** A VMM that does not want its guest any more says so, once: the source finds out by itself if that is lost. */
  changed(before: Vmm, after: Vmm | null): void {
    if (before.work?.kind !== 'migrate_in' || after?.work?.kind === 'migrate_in') return;
    if (after?.state.migration_in?.state === 'completed') return;
    const { id, work } = before;
    const run = this.#ask('abort', before, work).then((answer) => {
      this.#services.log.info({ vmmId: id, answer }, 'the source was told to keep its guest');
    });
    void run;
  }

  async close(): Promise<void> {
    this.#ending.abort();
    await Promise.all(this.#busy.values());
  }

  async #run(id: Uuid): Promise<void> {
    const { vmm: find, happened, log } = this.#services;
    while (!this.#ending.signal.aborted) {
      const vmm = find(id);
      const work = vmm?.work ?? null;
      const step = asks(work);
      if (vmm === undefined || work?.kind !== 'migrate_in' || step === null) return;
      const answer = await this.#ask(step, vmm, work);
      if (this.#ending.signal.aborted) return;
      switch (answer.kind) {
        case 'done':
          happened(id, { kind: step === 'begin' ? 'source_ready' : 'source_done' });
          break;
        case 'refused':
          happened(id, { kind: 'source_refused', why: answer.why });
          break;
        case 'unknown':
          log.warn({ vmmId: id, step, why: answer.why }, 'the source does not answer');
          await wait(againMs, this.#ending.signal);
      }
    }
  }

  #ask(step: PullStep, vmm: Vmm, { migrationId, source }: MigrateIn): Promise<PullAnswer> {
    const asked: Pull = {
      migration_id: migrationId,
      instance_id: vmm.registration.instance_id,
      source,
    };
    return pull(this.#services.peers, step, asked, this.#ending.signal);
  }
}

/** What is to be asked of the source now. */
function asks(work: Vmm['work']): Exclude<PullStep, 'abort'> | null {
  return work?.kind === 'migrate_in' && work.phase !== 'copy' ? work.phase : null;
}
