import { type InTransaction, vmmAndMigrationUpdateRuntime } from '@skewline/db-model';
import {
  isUpdateNeeded,
  migrations,
  type SledVmmState,
  type WrittenReport,
} from '@skewline/nexus-types/domain';
import { Refusal } from '@skewline/runtime';
import type { Uuid } from '@skewline/runtime/api';
import type { InstanceServices } from './services.ts';

/** What became of a report. */
export interface ReportWrite extends WrittenReport {
  readonly instanceId: Uuid;
  /** Whether the instance has to be updated because of it; see `updateSoon`. */
  readonly isUpdateNeeded: boolean;
}

/** Writes what a sled agent says of a VMM, whether it was asked or came by itself. */
export async function writeReport(
  transaction: InTransaction,
  vmmId: Uuid,
  report: SledVmmState,
): Promise<ReportWrite | Refusal> {
  const write = await vmmAndMigrationUpdateRuntime(
    transaction,
    vmmId,
    report.vmmState,
    migrations(report),
  );
  if (write instanceof Refusal) return write;
  const { found, vmmUpdated, migrationInUpdated, migrationOutUpdated } = write;
  const updated = { vmmUpdated, migrationInUpdated, migrationOutUpdated };
  return {
    instanceId: found.instanceId,
    ...updated,
    isUpdateNeeded: isUpdateNeeded(updated, report),
  };
}

/**
 * What the control plane does when a sled agent pushes a state (A3.2). When this resolves the report is stored; what
 * follows from it for the instance is seen to by others. A report older than what is known changes nothing and is no
 * error. Refused are, with the status to answer: an unknown VMM or migration (404), a migration that was deleted (410),
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
  if (!(write instanceof Refusal) && write.isUpdateNeeded) updateSoon(services, write.instanceId);
  return write;
}

/** Has the instance updated, and waits for nothing. Where that cannot be begun the background task does it. */
export function updateSoon(services: InstanceServices, instanceId: Uuid): void {
  void instanceId;
  services.activate('instance_updater');
}
