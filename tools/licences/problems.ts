import satisfies from 'spdx-satisfies';
import type { Problem } from '../packages/problem.ts';
import { allowed, allowedForDevelopment, type Exception, exceptions } from './allowed.ts';
import type { Locked } from './locked.ts';

export interface Lists {
  readonly allowed: Readonly<Record<string, string>>;
  readonly allowedForDevelopment: Readonly<Record<string, string>>;
  readonly exceptions: readonly Exception[];
}

export const lists: Lists = { allowed, allowedForDevelopment, exceptions };

const where = 'tools/licences/allowed.ts';

/** Dependencies with a licence that nobody has allowed, and what is allowed and needed no more. */
export function licenceProblems(
  packages: readonly Locked[],
  { allowed, allowedForDevelopment, exceptions }: Lists = lists,
): readonly Problem[] {
  const always = Object.keys(allowed);
  const forTools = [...always, ...Object.keys(allowedForDevelopment)];
  const refused = packages
    .filter((one) => exceptionOf(one, exceptions) === undefined)
    .filter(({ licence, development }) => !isWithin(licence, development ? forTools : always))
    .map(({ name, version, licence, development }) => ({
      what: `${name}@${version} has ${licence === undefined ? 'no licence that npm can read' : `the licence ${licence}`}, which is not allowed for ${development ? 'development' : 'what people install with our packages'}`,
      where,
      fix: 'do without it, or allow its licence there and say why',
    }));
  const left = exceptions
    .filter((exception) => !packages.some((one) => exceptionOf(one, [exception]) !== undefined))
    .map(({ of }) => ({
      what: `there is an exception for ${of}, and no such package with such a licence`,
      where,
      fix: 'take the exception out',
    }));
  const unused = forTools
    .filter((id) => !packages.some(({ licence }) => mentions(licence, id)))
    .map((id) => ({ what: `${id} is allowed, and no package has it`, where, fix: 'take it out' }));
  return [...refused, ...left, ...unused];
}

function exceptionOf(
  { name, version, licence }: Locked,
  exceptions: readonly Exception[],
): Exception | undefined {
  return exceptions.find(
    ({ of, says }) => of === `${name}@${version}` && says === (licence ?? null),
  );
}

/** A licence is an expression: of `A OR B` one is enough, of `A AND B` both are needed. */
function isWithin(licence: string | undefined, ids: readonly string[]): boolean {
  if (licence === undefined) return false;
  try {
    return satisfies(licence, ids);
  } catch {
    // No expression of SPDX's.
    return false;
  }
}

function mentions(licence: string | undefined, id: string): boolean {
  return (licence ?? '').split(/[\s()]+/).includes(id);
}
