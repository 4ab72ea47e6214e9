import { randomUUID } from 'node:crypto';
import { fetchInstance, fetchVmm, type InTransaction, readPlacement } from '@skewline/db-model';
import { addResources, noResources, type Resources as Amounts } from '@skewline/nexus-types/domain';
import type {
  PlacementExplanation,
  Resources,
  SledFate,
  SledReason,
} from '@skewline/nexus-types/operator';
import {
  dryRun,
  explainSled,
  operatorText,
  type PlacementRequest,
  Rack,
  seeded,
  type SledTest,
  summary,
} from '@skewline/placement';
import { Refusal } from '@skewline/runtime';
import type { Uuid } from '@skewline/runtime/api';
import { reasonText } from './placement-amounts.ts';
import { serialsOf } from './placement-serials.ts';

/**
 * Where an instance would be placed now; one that runs, where it could be moved. Nothing is reserved. Which of several
 * sleds that are as good as each other it is does not change from question to question.
 */
export async function explainPlacement(
  transaction: InTransaction,
  instanceId: Uuid,
): Promise<PlacementExplanation | Refusal> {
  const loaded = await fetchInstance(transaction, instanceId);
  if (loaded instanceof Refusal) return loaded;
  const { ncpus, memory, cpuPlatform, runtime } = loaded.value;
  const active =
    runtime.activeVmmId === null ? null : await fetchVmm(transaction, runtime.activeVmmId);
  const vmm = active === null || active instanceof Refusal ? null : active.value;
  const vmmId = randomUUID();
  const reading = await readPlacement(transaction, { vmmId, instanceId });
  const resources = { hardwareThreads: ncpus, rssRam: 0, reservoirRam: memory };
  const request: PlacementRequest = {
    vmmId,
    instanceId,
    resources,
    reason: vmm === null ? 'start' : 'migration',
    cpuPlatform: vmm === null ? cpuPlatform : vmm.cpuPlatform,
    mustSelectFrom: null,
    localDisks: reading.localDisks,
  };
  const rack = Rack.from(reading.rack);
  if (!(rack instanceof Rack)) {
    const [problem] = rack;
    return new Refusal(`the rack on record makes no sense: ${problem?.message ?? ''}`, {
      code: 'internal',
      status: 500,
    });
  }
  const explanation = dryRun(rack, request, { random: seeded(1) });
  const { decision, counts, refused } = explanation;
  const serials = await serialsOf(transaction);
  const reserved = new Map<Uuid, Amounts>();
  for (const { sledId, resources: taken } of reading.rack.reservations) {
    reserved.set(sledId, addResources(reserved.get(sledId) ?? noResources, taken));
  }
  const sleds: SledFate[] = [];
  for (const { id, capacity } of counts === null ? [] : reading.rack.sleds) {
    const fate = explainSled(rack, request, id);
    if (!('fits' in fate)) continue;
    sleds.push({
      sled_id: id,
      serial: serials.get(id) ?? '',
      chosen: decision.kind === 'chosen' && decision.sledId === id,
      fits: fate.fits,
      reasons: fate.tests.filter(({ outcome }) => outcome === 'failed').map(reasonView),
      capacity: resourcesView(capacity),
      reserved: resourcesView(reserved.get(id) ?? noResources),
    });
  }
  return {
    code: decision.kind === 'refused' ? decision.code : null,
    requested: resourcesView(resources),
    message: refused?.message ?? summary(explanation),
    hint: refused?.hint ?? null,
    summary: summary(explanation),
    text: operatorText(explanation),
    sleds,
  };
}

function reasonView({ reason, shortfall, groups }: SledTest): SledReason {
  return { reason, text: reasonText(reason, shortfall, groups), shortfall };
}

function resourcesView({ hardwareThreads, rssRam, reservoirRam }: Amounts): Resources {
  return { hardware_threads: hardwareThreads, rss_ram: rssRam, reservoir_ram: reservoirRam };
}
