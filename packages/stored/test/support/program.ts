import * as conversions from '@skewline/sled-agent-types/conversions';
import { validators } from '@skewline/sled-agent-types/validators';
import type { Conversions, Validators } from '../../src/index.ts';

/** What a program that was built with some version of the package knows. */
export interface Program {
  readonly conversions: Conversions;
  readonly validators: Validators;
}

export const newest: Program = { conversions, validators };

/** The package as it was when this version was its newest: of what came later it knows nothing. */
export function programOf(version: number): Program {
  const last = conversions.versions.findLastIndex((text) => Number(text) <= version);
  const known = [...conversions.epochs.entries()].filter(([, { first }]) => first <= last);
  const moved = new Map(known.map(([before], now) => [before, now]));
  const epochs = known.map(([, { up, down, ...epoch }]) => {
    const upTo = up === undefined ? undefined : moved.get(up.to);
    const downTo = down === undefined ? undefined : moved.get(down.to);
    return {
      ...epoch,
      last: Math.min(epoch.last, last),
      ...(up === undefined || upTo === undefined ? {} : { up: { ...up, to: upTo } }),
      ...(down === undefined || downTo === undefined ? {} : { down: { ...down, to: downTo } }),
    };
  });
  const positionOf = (text: string): number => conversions.versions.indexOf(text);
  const newestText = conversions.versions[last] ?? '';
  const kept = Object.entries(validators).map(([type, ranges]) => [
    type,
    ranges
      .filter(({ from }) => positionOf(from) <= last)
      .map((range) => (positionOf(range.to) > last ? { ...range, to: newestText } : range)),
  ]);
  return {
    conversions: { ...conversions, versions: conversions.versions.slice(0, last + 1), epochs },
    validators: Object.fromEntries(kept) as Validators, // of the pairs above
  };
}
