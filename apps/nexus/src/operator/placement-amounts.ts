import { type SledRejection, sledRejections } from '@skewline/nexus-types/domain';

const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** `3.5 GiB`; what is no whole number of a unit has one digit after the point. */
export function bytesText(bytes: number): string {
  let amount = bytes;
  let unit = 0;
  while (Math.abs(amount) >= 1024 && unit < units.length - 1) {
    amount /= 1024;
    unit += 1;
  }
  const text = Number.isInteger(amount) ? String(amount) : amount.toFixed(1);
  return `${text} ${units[unit] ?? 'bytes'}`;
}

/** What a sled lacks, in words. */
export function amountText(amount: number, unit: 'threads' | 'bytes' | 'disks'): string {
  if (unit === 'bytes') return bytesText(amount);
  const what = unit === 'threads' ? 'CPU' : 'disk';
  return `${String(amount)} ${what}${amount === 1 ? '' : 's'}`;
}

/** Why a sled cannot take an instance; `whose` are the groups whose rule it is. */
export function reasonText(
  reason: SledRejection,
  shortfall: number | null,
  whose: readonly { readonly name: string }[] = [],
): string {
  const { phrase, unit } = sledRejections[reason];
  const names = whose.map(({ name }) => `"${name}"`).join(', ');
  const lacking =
    shortfall === null || unit === null ? '' : `: ${amountText(shortfall, unit)} short`;
  return `${phrase}${names === '' ? '' : ` (${names})`}${lacking}`;
}
