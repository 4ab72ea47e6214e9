import type { GroupKind, SledRejection } from '@skewline/nexus-types/domain';
import { bytesText, countText, listText } from './amounts.ts';

/** How a reason is said, of how many sleds or of one. */
interface Words {
  /** After a number of sleds; reasons with the same words are one to those who cannot tell them apart. */
  readonly sleds: string;
  /** After "that sled"; `lacking` is an amount in words. */
  readonly sled: (lacking: string) => string;
  readonly lacking: (shortfall: number) => string;
}

const said = (sleds: string, sled: string): Words => ({
  sleds,
  sled: () => sled,
  lacking: () => '',
});

export const words: { readonly [Reason in SledRejection]: Words } = {
  expunged: said('not in service', 'has been removed for good'),
  decommissioned: said('not in service', 'has been decommissioned'),
  no_provision: said('not in service', 'is closed to new instances'),
  evacuating: said('being emptied', 'is being emptied'),
  not_selected: said('not among those asked for', 'is not among those asked for'),
  disks_elsewhere: said(
    "without the instance's local disks",
    "does not have the instance's local disks",
  ),
  cpu_family: said('with an unsuitable CPU', 'has an unsuitable CPU'),
  anti_affinity: said('excluded by', 'is excluded by an anti-affinity group'),
  affinity: said('excluded by', 'is excluded by an affinity group'),
  hardware_threads: {
    sleds: 'insufficient CPUs',
    sled: (lacking) => `is ${lacking} short`,
    lacking: (threads) => countText(threads, 'CPU'),
  },
  physical_ram: {
    sleds: 'insufficient system memory',
    sled: (lacking) => `is ${lacking} of system memory short`,
    lacking: bytesText,
  },
  reservoir: {
    sleds: 'insufficient memory',
    sled: (lacking) => `is ${lacking} of memory short`,
    lacking: bytesText,
  },
  distinct_disks: {
    sleds: 'too few distinct disks',
    sled: (lacking) => `is ${lacking} short`,
    lacking: (disks) => countText(disks, 'distinct disk'),
  },
  disk_space: {
    sleds: 'insufficient local disk space',
    sled: (lacking) => `is ${lacking} of local disk space short`,
    lacking: bytesText,
  },
  taken_meanwhile: said(
    'taken by another instance at the same moment',
    'was taken by another instance at the same moment',
  ),
};

const kinds: { readonly [Kind in GroupKind]: string } = {
  affinity: 'affinity group',
  anti_affinity: 'anti-affinity group',
};

/** `anti-affinity group "db"`, `affinity groups "a" and "b"`; both kinds one after the other. */
export function groupsText(
  groups: readonly { readonly kind: GroupKind; readonly name: string }[],
): string {
  const parts = (['affinity', 'anti_affinity'] as const).flatMap((kind) => {
    const names = groups.filter((group) => group.kind === kind).map(({ name }) => `"${name}"`);
    if (names.length === 0) return [];
    return [`${kinds[kind]}${names.length > 1 ? 's' : ''} ${listText(names)}`];
  });
  return parts.join(' and ');
}

/** What one sled lacks or has against it, to follow "that sled". */
export function sledText(reason: SledRejection, shortfall: number | null): string {
  const { sled, lacking } = words[reason];
  return sled(shortfall === null ? '' : lacking(shortfall));
}
