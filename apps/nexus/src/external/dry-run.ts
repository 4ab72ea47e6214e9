import { randomUUID } from 'node:crypto';
import {
  attachDisk,
  type InTransaction,
  insertDisk,
  insertInstance,
  insertMember,
  listMembers,
  readPlacement,
} from '@skewline/db-model';
import { checkJoin, type Instance } from '@skewline/nexus-types/domain';
import type { PlacementDryRun } from '@skewline/nexus-types/external';
import { startFailureView } from '@skewline/nexus-types/view';
import { dryRun, type Explanation, placementFailure, Rack, seeded } from '@skewline/placement';
import { Refusal } from '@skewline/runtime';
import type { DateTime, Uuid } from '@skewline/runtime/api';
import { type InstanceCreateParams, newInstanceRecord } from '@skewline/saga/instance';
import type { Nexus } from '../nexus.ts';

type Placed = Pick<Instance, 'id' | 'ncpus' | 'memory' | 'cpuPlatform'>;

/** Whether a start of an instance would find a sled now. Nothing is reserved. Refused: it has its place (409). */
export async function dryRunOf(
  transaction: InTransaction,
  { id: instanceId, ncpus, memory, cpuPlatform }: Placed,
): Promise<PlacementDryRun | Refusal> {
  const vmmId = randomUUID();
  const { rack: snapshot, localDisks } = await readPlacement(transaction, { vmmId, instanceId });
  const rack = Rack.from(snapshot);
  if (!(rack instanceof Rack)) {
    throw new Error(`the rack on record makes no sense: ${rack[0]?.message ?? ''}`);
  }
  const request = {
    vmmId,
    instanceId,
    resources: { hardwareThreads: ncpus, rssRam: 0, reservoirRam: memory },
    reason: 'start',
    cpuPlatform,
    mustSelectFrom: null,
    localDisks,
  } as const;
  const explanation = dryRun(rack, request, { random: seeded(1) });
  const { decision } = explanation;
  if (decision.kind === 'refused' && decision.code === 'already_starting') {
    const message = 'the instance runs, or is about to: it has its place already';
    return new Refusal(message, { code: 'already_starting', status: 409 });
  }
  return dryRunView(explanation);
}

/** How a placement that was only tried is shown to users: as the failure of a start would be. */
function dryRunView(explanation: Explanation): PlacementDryRun {
  const { decision, counts } = explanation;
  if (decision.kind === 'refused') {
    const failure = startFailureView(placementFailure(decision, explanation));
    return { result: 'refused', failure };
  }
  const reasons = (counts?.reasons ?? []).filter(({ sleds }) => sleds > 0);
  return {
    result: 'fits',
    fitting_sleds: counts?.fitting ?? 1,
    counts: reasons.map(({ reason, sleds, leastShortfall }) => ({
      reason,
      sleds,
      least_shortfall: leastShortfall,
    })),
  };
}

/**
 * The same of an instance that is not there yet. Its rows are written, looked at in the very way in which a start looks at
 * them, and taken back: nobody else ever sees them.
 */
export async function dryRunOfNew(
  { database, services }: Pick<Nexus, 'database' | 'services'>,
  params: InstanceCreateParams,
): Promise<PlacementDryRun | Refusal> {
  try {
    return await database.transaction(async (transaction) => {
      const refusal = await write(transaction, params, services.now());
      const tried = refusal ?? (await dryRunOf(transaction, params.instance));
      throw new TakenBack(tried);
    });
  } catch (error) {
    if (error instanceof TakenBack) return error.tried;
    throw error;
  }
}

/** Rolls a transaction back, with what came of it. */
class TakenBack extends Error {
  readonly tried: PlacementDryRun | Refusal;

  constructor(tried: PlacementDryRun | Refusal) {
    super('all of it is to be taken back');
    this.tried = tried;
  }
}

/** What placement looks at. Names are made up: whether they are free is another question. */
async function write(
  transaction: InTransaction,
  { instance, antiAffinityGroupIds, disks }: InstanceCreateParams,
  now: DateTime,
): Promise<Refusal | null> {
  const { id: instanceId, projectId } = instance;
  const record = newInstanceRecord({ ...instance, name: `dry-run-${instanceId}` }, now);
  const refused = await insertInstance(transaction, record);
  if (refused !== null) return refused;
  for (const groupId of antiAffinityGroupIds) {
    const full = await whyNotJoin(transaction, groupId);
    if (full !== null) return full;
    await insertMember(transaction, 'anti_affinity', { groupId, instanceId });
  }
  for (const disk of disks) {
    if (disk.kind === 'create') {
      const made = { ...disk, projectId, name: `dry-run-${disk.id}` };
      const problem = await insertDisk(transaction, made, now);
      if (problem !== null) return problem;
    }
    const attachment = { diskId: disk.id, instanceId, slot: null };
    const slot = await attachDisk(transaction, attachment, now);
    if (slot instanceof Refusal) return slot;
  }
  return null;
}

async function whyNotJoin(transaction: InTransaction, groupId: Uuid): Promise<Refusal | null> {
  const members = await listMembers(transaction, 'anti_affinity', groupId);
  const problem = checkJoin({
    kind: 'anti_affinity',
    membersOfGroup: members.length,
    // How many groups it joins has been looked at, and nothing is reserved for what is not there.
    groupsOfInstance: 0,
    reserved: false,
  });
  return problem && new Refusal(problem.message, { code: problem.code, status: 400 });
}
