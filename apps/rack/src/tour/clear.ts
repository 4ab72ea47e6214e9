import { setTimeout as sleep } from 'node:timers/promises';
import { valueOf } from '../clients.ts';
import type { RackUser } from '../handles.ts';
import { tourProject } from './stage.ts';

const query = { project: tourProject, limit: 1000 };
const patienceMs = 30_000;
const pollMs = 100;

/** Removes all that is in the project of the tour. What a step has left running is stopped first. */
export async function clear({ external }: RackUser): Promise<void> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const { items } = valueOf(await external.instanceList({ query }));
    if (items.length === 0) break;
    for (const { id, run_state } of items) {
      const path = { instance: id };
      if (run_state === 'stopped') await external.instanceDelete({ path });
      else if (run_state !== 'stopping') await external.instanceStop({ path });
    }
    if (Date.now() > deadline) {
      const names = items.map(({ name, run_state }) => `${name} (${run_state})`).join(', ');
      throw new Error(`what the tour has made cannot be removed: ${names}`);
    }
    await sleep(pollMs);
  }
  for (const { id } of valueOf(await external.diskList({ query })).items) {
    valueOf(await external.diskDelete({ path: { disk: id } }));
  }
  for (const { id } of valueOf(await external.affinityGroupList({ query })).items) {
    valueOf(await external.affinityGroupDelete({ path: { affinity_group: id } }));
  }
  for (const { id } of valueOf(await external.antiAffinityGroupList({ query })).items) {
    valueOf(await external.antiAffinityGroupDelete({ path: { anti_affinity_group: id } }));
  }
}
