import { computeShapes, type Shapes } from '../diff/shapes.ts';
import type { Api } from '../model/api.ts';
import type { Epoch, Epochs } from '../model/epochs.ts';

/** Epochs by the names and shapes of a type's whole closure, and the shapes they were taken from. */
export interface EpochsWithShapes extends Epochs {
  readonly shapes: readonly Shapes[];
}

export function computeEpochs(api: Api): EpochsWithShapes {
  const shapes = api.versions.map(computeShapes);
  const at: Map<string, Epoch>[] = [];
  const beginning: Epoch[][] = [];
  // From the newest back, so that each epoch is complete, and frozen, when it is first seen.
  const open = new Map<string, { hash: string; last: number }>();
  const lastOf: Map<string, number>[] = [];
  for (let index = api.versions.length - 1; index >= 0; index -= 1) {
    const lasts = new Map<string, number>();
    const names = api.versions[index]?.schemas.keys() ?? [];
    const next = new Map<string, { hash: string; last: number }>();
    for (const name of names) {
      const hash = shapes[index]?.named(name) ?? '';
      const later = open.get(name);
      const last = later?.hash === hash ? later.last : index;
      next.set(name, { hash, last });
      lasts.set(name, last);
    }
    lastOf[index] = lasts;
    open.clear();
    for (const [name, entry] of next) open.set(name, entry);
  }
  for (let index = 0; index < api.versions.length; index += 1) {
    const here = new Map<string, Epoch>();
    const begun: Epoch[] = [];
    for (const [type, last] of lastOf[index] ?? []) {
      const earlier = at[index - 1]?.get(type);
      if (earlier !== undefined && earlier.last >= index) {
        here.set(type, earlier);
      } else {
        const epoch = Object.freeze({ type, first: index, last });
        here.set(type, epoch);
        begun.push(epoch);
      }
    }
    at.push(here);
    beginning.push(begun);
  }
  return {
    versions: api.versions,
    shapes,
    at: (version, type) => at[version]?.get(type),
    beginningAt: (version) => beginning[version] ?? [],
  };
}
