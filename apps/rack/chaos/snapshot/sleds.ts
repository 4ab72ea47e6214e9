import { connectControl, type SledControl } from '@skewline/sled-agent/control';
import type { SledHandle } from '../../src/index.ts';
import type { SeenSled } from './snapshot.ts';

export type SeeSleds = (off: readonly number[]) => Promise<readonly SeenSled[]>;

/** Asks all sled agents that run what they have; one that is silent is not waited for longer than `timeoutMs`. */
export function sledWatch(sleds: readonly SledHandle[], timeoutMs: number): SeeSleds {
  const controls: readonly SledControl[] = sleds.map(({ control }) =>
    connectControl(control.baseUrl, { timeoutMs }),
  );
  return (off) =>
    Promise.all(
      sleds.map(async ({ id, name, process }, index): Promise<SeenSled> => {
        const answer = process === 'running' ? await controls[index]?.state() : undefined;
        const view = answer?.ok === true ? answer.value : null;
        return { id, name, isOff: off.includes(index), view };
      }),
    );
}
