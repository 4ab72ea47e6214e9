import { type InTransaction, vmmAndMigrationUpdateRuntime } from '@skewline/db-model';
import {
  isUpdateNeeded,
  migrations,
  type SledVmmState,
  type WrittenReport,
} from '@skewline/nexus-types/domain';
import { Refusal } from '@skewline/runtime';
import type { Uuid } from '@skewline/runtime/api';
import type { ActionContext } from '../action.ts';
import { unwritten } from './in-database.ts';
import { acceptedOrFailure } from './accepted.ts';
import type { InstanceServices } from './services.ts';
import { updateSoon } from './updater.ts';

/** Which parts of a report were news, and of which instance they are. */
export interface ReportWrite extends WrittenReport {
  readonly instanceId: Uuid;
}

/**
 * What the control plane does when a sled agent pushes a state (A3.2). When this resolves the report is stored; what
 * follows from it for the instance is begun, and not waited for. A report older than what is known changes nothing and is
 * no error. Refused are, with the status to answer: an unknown VMM or migration (404), a migration that was deleted (410),
 * that has the VMM on another side (400), or that leads from the VMM to itself (409). It throws where the database is
 * away; the sled agent comes again.
 */
export async function handleReport(
  services: InstanceServices,
  vmmId: Uuid,
  report: SledVmmState,
): Promise<ReportWrite | Refusal> {
  const write = await services.database.transaction((transaction) =>
    writeReport(transaction, vmmId, report),
  );
  if (!(write instanceof Refusal) && isUpdateNeeded(write, report)) {
    void updateSoon(services, write.instanceId);
  }
  return write;
}

/** Writes what a sled agent says of a VMM, whether it was asked or came by itself. */
export async function writeReport(
  transaction: InTransaction,
  vmmId: Uuid,
  report: SledVmmState,
): Promise<ReportWrite | Refusal> {
  const sides = migrations(report);
  const write = await vmmAndMigrationUpdateRuntime(transaction, vmmId, report.vmmState, sides);
  if (write instanceof Refusal) return write;
  const { found, vmmUpdated, migrationInUpdated, migrationOutUpdated } = write;
  return { instanceId: found.instanceId, vmmUpdated, migrationInUpdated, migrationOutUpdated };
}

const allNew = { vmmUpdated: true, migrationInUpdated: true, migrationOutUpdated: true } as const;

/**
 * What a saga does with the answer of a sled agent that it has asked: stores it as the saga's owner, and begins what
 * follows from it, also if it was known: this may be done again because it was interrupted between the two.
 */
export async function takeAnswer(
  services: InstanceServices,
  context: Pick<ActionContext<never, never>, 'signal' | 'fence'>,
  vmmId: Uuid,
  report: SledVmmState,
): Promise<void> {
  const { instanceId } = await unwritten(services, context, async (transaction) =>
    acceptedOrFailure(await writeReport(transaction, vmmId, report)),
  );
  if (isUpdateNeeded(allNew, report)) await updateSoon(services, instanceId);
}
