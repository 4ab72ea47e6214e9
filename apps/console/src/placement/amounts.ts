import { bytesText, countText } from '../parts/text.ts';

/** In what a reason or a dimension is measured. */
export type Unit = 'threads' | 'bytes' | 'disks';

/** `1 CPU`, `18 GiB`, `2 disks`. */
export function amountText(amount: number, unit: Unit): string {
  if (unit === 'bytes') return bytesText(amount);
  return countText(amount, unit === 'threads' ? 'CPU' : 'disk');
}
