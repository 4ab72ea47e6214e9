import type { Tables } from '@skewline/db-model';
import type { Violation } from '../invariants/invariant.ts';

/** Rows whose generations are watched. */
export interface Generations {
  readonly instances: readonly Pick<
    Tables['instance'],
    'id' | 'state' | 'state_generation' | 'active_propolis_id' | 'updater_gen'
  >[];
  readonly vmms: readonly Pick<
    Tables['vmm'],
    'id' | 'state' | 'state_generation' | 'time_deleted'
  >[];
  readonly migrations: readonly Pick<
    Tables['migration'],
    'id' | 'source_state' | 'source_gen' | 'target_state' | 'target_gen'
  >[];
}

interface Counted {
  readonly what: string;
  readonly generation: number;
  /** Changes only together with the generation. */
  readonly state: string;
}

function counted({ instances, vmms, migrations }: Generations): readonly Counted[] {
  return [
    ...instances.flatMap(({ id, state, state_generation: gen, ...row }) => [
      {
        what: `instance ${id}`,
        generation: Number(gen),
        state: `${state}, VMM ${String(row.active_propolis_id)}`,
      },
      { what: `updater lock of ${id}`, generation: Number(row.updater_gen), state: '' },
    ]),
    ...vmms.map(({ id, state, state_generation: gen }) => ({
      what: `VMM ${id}`,
      generation: Number(gen),
      state,
    })),
    ...migrations.flatMap(({ id, ...row }) => [
      {
        what: `source of migration ${id}`,
        generation: Number(row.source_gen),
        state: row.source_state,
      },
      {
        what: `target of migration ${id}`,
        generation: Number(row.target_gen),
        state: row.target_state,
      },
    ]),
  ];
}

/** Remembers the generations that it has seen: none of them may ever be smaller, or stand for two states. */
export class GenerationWatch {
  readonly #seen = new Map<string, Counted>();

  look(generations: Generations): readonly Violation[] {
    return counted(generations).flatMap((now): Violation[] => {
      const before = this.#seen.get(now.what);
      this.#seen.set(now.what, now);
      if (before === undefined) return [];
      const { what } = now;
      if (now.generation < before.generation) {
        const evidence = `${what} was at generation ${String(before.generation)}, and is at ${String(now.generation)}`;
        return [{ invariant: 'generations_grow', evidence }];
      }
      if (now.generation === before.generation && now.state !== before.state) {
        const evidence = `${what} was ${before.state} at generation ${String(now.generation)}, and is ${now.state} at the same`;
        return [{ invariant: 'generations_grow', evidence }];
      }
      return [];
    });
  }
}
