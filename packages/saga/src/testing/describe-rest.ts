import type { Rest } from '../engine/port.ts';

/** In a few words. */
export function describeRest(rest: Rest): string {
  switch (rest.kind) {
    case 'done':
      return 'done';
    case 'unwound':
      return `unwound (${rest.error.code} at ${rest.error.node ?? 'the saga'}: ${rest.error.message})`;
    case 'stuck':
      return `stuck (at ${rest.node}: ${rest.undoError.message})`;
    case 'abandoned':
      return `abandoned (${rest.reason})`;
    case 'parked':
      return `parked (${rest.code}: ${rest.reason})`;
  }
}
