import type { SledRejection } from '@skewline/nexus-client/external';
import type { Unit } from './amounts.ts';

/**
 * What kind of thing speaks against a sled, for its colour and its pattern: it takes nothing new, a rule forbids it,
 * or it has too little room.
 */
export type ReasonKind = 'service' | 'rule' | 'room';

export interface ReasonWords {
  /** What stands on the sled itself, in three words at most. */
  readonly label: string;
  /** What to say after "3 sleds". */
  readonly phrase: string;
  readonly kind: ReasonKind;
  /** In what a shortfall is measured; null where none is. */
  readonly unit: Unit | null;
}

/** In the order in which a sled is tested. */
export const reasonWords: { readonly [Reason in SledRejection]: ReasonWords } = {
  expunged: { label: 'removed', phrase: 'removed for good', kind: 'service', unit: null },
  decommissioned: { label: 'out of use', phrase: 'out of use', kind: 'service', unit: null },
  no_provision: {
    label: 'closed',
    phrase: 'closed to new instances',
    kind: 'service',
    unit: null,
  },
  evacuating: { label: 'being emptied', phrase: 'being emptied', kind: 'service', unit: null },
  not_selected: {
    label: 'not asked for',
    phrase: 'not among those asked for',
    kind: 'rule',
    unit: null,
  },
  disks_elsewhere: {
    label: 'disks elsewhere',
    phrase: "without the instance's local disks",
    kind: 'rule',
    unit: null,
  },
  cpu_family: { label: 'other CPU', phrase: 'with an unsuitable CPU', kind: 'rule', unit: null },
  anti_affinity: {
    label: 'kept apart',
    phrase: 'with an instance that this one is kept apart from',
    kind: 'rule',
    unit: null,
  },
  affinity: {
    label: 'group elsewhere',
    phrase: 'without the instances that this one is kept together with',
    kind: 'rule',
    unit: null,
  },
  hardware_threads: {
    label: 'short of CPUs',
    phrase: 'short of CPUs',
    kind: 'room',
    unit: 'threads',
  },
  physical_ram: {
    label: 'short of other memory',
    phrase: 'short of memory outside of instances',
    kind: 'room',
    unit: 'bytes',
  },
  reservoir: {
    label: 'short of memory',
    phrase: 'short of memory for instances',
    kind: 'room',
    unit: 'bytes',
  },
  distinct_disks: {
    label: 'too few disks',
    phrase: 'with too few separate disks for local storage',
    kind: 'room',
    unit: 'disks',
  },
  disk_space: {
    label: 'short of disk space',
    phrase: 'short of local disk space',
    kind: 'room',
    unit: 'bytes',
  },
  taken_meanwhile: {
    label: 'just taken',
    phrase: 'taken by another instance at the same moment',
    kind: 'room',
    unit: null,
  },
};

/**
 * The words of a reason; the operator API gives it as text, and a newer nexus may have reasons that this page does not
 * know: those are shown as they are.
 */
export function wordsOf(reason: string): ReasonWords {
  if (Object.hasOwn(reasonWords, reason)) {
    // It was just found to be one of them.
    return reasonWords[reason as SledRejection];
  }
  const text = reason.replaceAll('_', ' ');
  return { label: text, phrase: `excluded by "${text}"`, kind: 'rule', unit: null };
}
