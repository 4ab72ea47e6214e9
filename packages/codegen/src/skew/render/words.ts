import type { Effect, Limit, Status } from '../limit.ts';
import type { ReportedLimit, Span } from '../limit-list.ts';
import type { Pair, SkewReport } from '../report.ts';

/** One character for each, so that nobody has to tell colours apart. */
export const signs: { readonly [S in Status]: string } = {
  full: '=',
  lossy: '~',
  conditional: '?',
  refused: '×',
};

export const meanings: { readonly [S in Status]: string } = {
  full: 'everything arrives as it was said',
  lossy: 'everything passes; something is lost, and declared',
  conditional: 'some values are refused, or may be',
  refused: 'an operation is refused, whatever is said',
};

export const titles: { readonly [E in Effect]: string } = {
  refused: 'Refused',
  decided: 'May be refused: decided by hand',
  lost: 'Lost',
};

export const sparseNote = 'A number between two of these versions means the lower one.';

/** Operations that are refused as a whole have no place. */
export function placeOf({ part, path }: Limit): string {
  return part === 'operation' ? '' : `${part} ${path === '' ? '(all of it)' : path}`;
}

/** `where virtio_socket`; nothing where it is so for all values. */
export function whereOf({ where }: Limit): string {
  return where.length === 0 ? '' : `where ${where.join(', ')}`;
}

/** Why, and what may be said all the same; of what a person decides, where. */
export function reasonOf({ text, unless, effect, cause, always, hole }: Limit): string {
  if (effect === 'decided' && hole !== undefined) {
    return `${text}, in decisions ${hole.step} ${hole.direction} ${hole.key}`;
  }
  const but = unless === undefined ? '' : `; only ${unless} passes`;
  const all =
    effect === 'refused' && cause !== 'operation_absent' && always ? '; always refused' : '';
  return `${text}${but}${all}`;
}

export function spanOf({ first, last }: Span): string {
  return first === last ? first : `${first} to ${last}`;
}

/** `clients 7 to 49, servers 1`. */
export function spansOf({ clients, servers }: ReportedLimit): string {
  const noun = (word: string, span: Span): string =>
    `${word}${span.first === span.last ? '' : 's'} ${spanOf(span)}`;
  return `${noun('client', clients)}, ${noun('server', servers)}`;
}

/** `3 full, 1 lossy`: those that are not there are left out. */
export function countsText(counts: { readonly [S in Status]: number }): string {
  const all = Object.entries(counts).filter(([, number]) => number > 0);
  return all.map(([status, number]) => `${String(number)} ${status}`).join(', ');
}

/** How many pairs come to what. */
export function pairCounts({ pairs }: SkewReport): { readonly [S in Status]: number } {
  const counts: Record<Status, number> = { full: 0, lossy: 0, conditional: 0, refused: 0 };
  for (const { status } of pairs) counts[status] += 1;
  return counts;
}

/** By the client's version, in the order of the servers. */
export function rowsOf({
  versions,
  pairs,
}: SkewReport): readonly { readonly client: string; readonly pairs: readonly Pair[] }[] {
  return versions.map(({ version }, row) => ({
    client: version,
    pairs: pairs.slice(row * versions.length, (row + 1) * versions.length),
  }));
}
