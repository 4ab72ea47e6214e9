const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** `2 GiB`, `1.5 TiB`, `1 byte`: rounded up to one decimal, so that it is never less than meant. */
export function bytesText(bytes: number): string {
  if (bytes === 1) return '1 byte';
  let unit = 0;
  let amount = bytes;
  while (amount >= 1024 && unit + 1 < units.length) {
    amount /= 1024;
    unit += 1;
  }
  const rounded = Math.ceil(amount * 10) / 10;
  // 1023.95 MiB would be 1,024 MiB.
  if (rounded >= 1024 && unit + 1 < units.length) return `1 ${units[unit + 1] ?? ''}`;
  return `${String(rounded)} ${units[unit] ?? ''}`;
}

/** `1 sled`, `3 sleds`. */
export function countText(count: number, one: string, many = `${one}s`): string {
  return `${String(count)} ${count === 1 ? one : many}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listText(items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}
