import type { Refusal } from '@skewline/runtime';
import type { DateTime, Uuid } from '@skewline/runtime/api';
import { invalid } from './lookup.ts';

const longestDescription = 512;

/**
 * Says what is wrong with a text that a user wrote about something; null if nothing is. Names are checked with the
 * request.
 */
export function checkDescription(text: string): Refusal | null {
  if (/\0|\p{Surrogate}/u.test(text)) return invalid('description holds what is no text');
  // As the database counts: code points.
  return text.length > longestDescription && Array.from(text).length > longestDescription
    ? invalid(`description is longer than ${String(longestDescription)} characters`)
    : null;
}

/** What all rows of things with names have in common. */
interface IdentityRow {
  readonly id: Uuid;
  readonly name: string;
  readonly description: string;
  readonly time_created: DateTime;
  readonly time_modified: DateTime;
}

/** The same, for users. */
export function identityView(row: IdentityRow): IdentityRow {
  const { id, name, description, time_created, time_modified } = row;
  return { id, name, description, time_created, time_modified };
}

/** What is to change, checked. Null is as absent: it stays as it is. */
export function readIdentityUpdate({
  name,
  description,
}: {
  readonly name?: string | null;
  readonly description?: string | null;
}): { readonly name?: string; readonly description?: string } | Refusal {
  const problem = checkDescription(description ?? '');
  if (problem !== null) return problem;
  return {
    ...(name === undefined || name === null ? {} : { name }),
    ...(description === undefined || description === null ? {} : { description }),
  };
}
