import { vmmAndMigrationUpdateRuntime, type VmmToWatch } from '@skewline/db-model';
import { isUpdateNeeded, migrations, type SledVmmState } from '@skewline/nexus-types/domain';
import { Refusal } from '@skewline/runtime';
import type { Uuid } from '@skewline/runtime/api';
import type { AtRest, EngineRefusal } from '@skewline/saga';
import {
  decideVmmCheck,
  type FoundFailure,
  type IncompleteReason,
  incompleteOf,
  type InstanceServices,
  markVmmFailedAndUpdate,
  runUpdate,
  type SledPower,
  type VmmCheckFacts,
  type VmmCheckResult,
  type VmmCheckWrite,
} from '@skewline/saga/instance';
import type { Sleds } from '../sleds/sleds.ts';

export interface VmmCheckDependencies {
  readonly services: InstanceServices;
  readonly sleds: Pick<Sleds, 'ask' | 'power'>;
  /** How long to wait for an update before it is left to itself, in milliseconds. */
  readonly updateTimeoutMs: number;
}

/** One check of one VMM: what was found, and what came of writing that down. */
export interface VmmCheck {
  readonly result: VmmCheckResult;
  /** Null where the check is complete. */
  readonly incomplete: IncompleteReason | null;
  /** It was news that the VMM failed. */
  readonly hasFailed: boolean;
  /** An update of its instance was run. */
  readonly updated: boolean;
}

/** Asks what a VMM does, writes it down, and has its instance follow. Throws where the database is away. */
export async function checkVmm(
  dependencies: VmmCheckDependencies,
  vmm: VmmToWatch,
  signal: AbortSignal,
): Promise<VmmCheck> {
  const { result, power } = await ask(dependencies, vmm, signal);
  const { write, hasFailed, updated } = await writeResult(
    dependencies,
    vmm,
    { result, power },
    signal,
  );
  return { result, incomplete: incompleteOf(result, write), hasFailed, updated };
}

interface Asked {
  readonly result: VmmCheckResult;
  readonly power: SledPower | null;
}

async function ask(
  { sleds }: VmmCheckDependencies,
  vmm: VmmToWatch,
  signal: AbortSignal,
): Promise<Asked> {
  let facts: VmmCheckFacts = { sledPolicy: vmm.sledPolicy };
  for (;;) {
    const step = decideVmmCheck(facts);
    if (step.kind === 'ask_sled') facts = { ...facts, answer: await sleds.ask(vmm, signal) };
    else if (step.kind === 'ask_power') {
      facts = { ...facts, power: await sleds.power(vmm.sledId, signal) };
    } else return { result: step, power: facts.power ?? null };
  }
}

interface Written {
  readonly write: VmmCheckWrite;
  readonly hasFailed: boolean;
  readonly updated: boolean;
}

const nothingWritten: Written = { write: 'ok', hasFailed: false, updated: false };
const notFound: Written = { ...nothingWritten, write: 'not_found' };

async function writeResult(
  dependencies: VmmCheckDependencies,
  vmm: VmmToWatch,
  { result, power }: Asked,
  signal: AbortSignal,
): Promise<Written> {
  switch (result.kind) {
    case 'success':
      return writeReport(dependencies, vmm.id, result.report, signal);
    case 'failure':
      return writeFailure(dependencies, vmm.id, result.reason, power, signal);
    case 'unknown':
      return nothingWritten;
  }
}

/** As if the sled agent had pushed it; but the update is waited for. */
async function writeReport(
  { services, updateTimeoutMs }: VmmCheckDependencies,
  vmmId: Uuid,
  report: SledVmmState,
  signal: AbortSignal,
): Promise<Written> {
  const written = await services.database.transaction((transaction) =>
    vmmAndMigrationUpdateRuntime(transaction, vmmId, report.vmmState, migrations(report)),
  );
  if (written instanceof Refusal) {
    return written.code === 'vmm_not_found' ? notFound : { ...nothingWritten, write: 'failed' };
  }
  const { found, vmmUpdated } = written;
  const hasFailed = vmmUpdated && report.vmmState.state.kind === 'failed';
  if (!isUpdateNeeded(written, report)) return { ...nothingWritten, hasFailed };
  const update = await runUpdate(services, found.instanceId, {
    signal,
    timeoutMs: updateTimeoutMs,
  });
  return { write: isDone(update) ? 'ok' : 'failed', hasFailed, updated: true };
}

async function writeFailure(
  { services, updateTimeoutMs }: VmmCheckDependencies,
  vmmId: Uuid,
  reason: FoundFailure,
  power: SledPower | null,
  signal: AbortSignal,
): Promise<Written> {
  const detail = power === null ? null : `the gateway says that the sled is in ${power}`;
  const marked = await markVmmFailedAndUpdate(
    services,
    vmmId,
    { reason, detail },
    { signal, timeoutMs: updateTimeoutMs },
  );
  if (marked instanceof Refusal) return notFound;
  const { update, vmm } = marked;
  return { write: isDone(update) ? 'ok' : 'failed', hasFailed: vmm.vmmUpdated, updated: true };
}

function isDone(update: AtRest | EngineRefusal): boolean {
  return update.ok && update.rest.kind === 'done';
}
