import { climb, Refusal } from '@skewline/runtime';
import type { Uuid } from '@skewline/runtime/api';
import {
  validateInstanceEnsureBody,
  validateSledVmmState,
} from '@skewline/sled-agent-types/v49/validators';
import type { StoredFileOptions } from '@skewline/stored';
import type { Failure, Vmm } from '../vmm/vmm.ts';

/** What a sled has that outlives its agent's process. */
export interface SledState {
  readonly power: 'on' | 'off';
  readonly vmms: readonly Vmm[];
  /** Migrations whose guest was given away, newest last: whoever asks again is told the same. */
  readonly handedOver: readonly Uuid[];
  /** VMMs that were here, or that nexus wanted gone, newest last. Absent in the file of an older program. */
  readonly ended?: readonly Uuid[];
  /** Why the next start is to fail, if it is. */
  readonly nextStartFails: Failure | null;
}

export const emptyState: SledState = {
  power: 'on',
  vmms: [],
  handedOver: [],
  nextStartFails: null,
};

/** The form of the file. A change of form is a new version, and a conversion from the one before. */
export const stateForm: Omit<StoredFileOptions, 'path'> = {
  api: 'skewline-simulated-sled',
  type: 'SledState',
  conversions: {
    versions: ['1'],
    sparse: false,
    epochs: [{ type: 'SledState', first: 0, last: 0 }],
    climb,
    Refusal,
  },
  validators: { SledState: [{ from: '1', to: '1', validate: isSledState }] },
  maxBytes: 256 * 1024 * 1024,
  // What surrounds a request that the adapter takes.
  maxDepth: 160,
};

function isSledState(value: unknown): value is SledState {
  return (
    isRecord(value) &&
    (value['power'] === 'on' || value['power'] === 'off') &&
    isListOf(value['vmms'], isVmm) &&
    isListOf(value['handedOver'], isText) &&
    (value['ended'] === undefined || isListOf(value['ended'], isText)) &&
    (value['nextStartFails'] === null || isFailure(value['nextStartFails']))
  );
}

function isVmm(value: unknown): value is Vmm {
  return (
    isRecord(value) &&
    isText(value['id']) &&
    validateInstanceEnsureBody(value['registration']) &&
    validateSledVmmState(value['state']) &&
    isListOf(value['unsent'], validateSledVmmState) &&
    (value['work'] === null || isWork(value['work'])) &&
    isAttachments(value['attachments'])
  );
}

const works: Readonly<Record<string, (work: Readonly<Record<string, unknown>>) => boolean>> = {
  boot: ({ failure }) => failure === null || isFailure(failure),
  reboot: () => true,
  halt: () => true,
  migrate_out: ({ migrationId }) => isText(migrationId),
  migrate_in: ({ migrationId, source, phase }) =>
    isText(migrationId) && isText(source) && ['begin', 'copy', 'finish'].includes(String(phase)),
};

function isWork(value: unknown): boolean {
  if (!isRecord(value) || typeof value['dueAt'] !== 'number') return false;
  const kind = String(value['kind']);
  return Object.hasOwn(works, kind) && works[kind]?.(value) === true;
}

function isAttachments(value: unknown): boolean {
  const isObjects = (list: unknown): boolean => isListOf(list, isRecord);
  return (
    isRecord(value) &&
    isListOf(value['ephemeralIps'], isText) &&
    isListOf(value['floatingIps'], isText) &&
    [value['groups'], value['subnets'], value['snapshots']].every(isObjects)
  );
}

function isFailure(value: unknown): boolean {
  return (
    isRecord(value) &&
    ['zone_gone', 'propolis_lost_instance', 'setup_failed'].includes(String(value['cause'])) &&
    (value['detail'] === null || isText(value['detail']))
  );
}

const isText = (value: unknown): value is string => typeof value === 'string';

function isListOf(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every((item) => isItem(item));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
