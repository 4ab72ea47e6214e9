import type { Database, Tables } from '@skewline/db-model';
import { Refusal } from '@skewline/runtime';
import type { DateTime } from '@skewline/runtime/api';
import type { RestartLimits } from '@skewline/saga/instance';
import type { Nexus } from '../nexus.ts';

/** What is needed to look, and no more: so the command line looks with the same handlers where no nexus runs. */
export interface Reading {
  readonly database: Database<Tables>;
  readonly now: () => DateTime;
  readonly restart: RestartLimits;
}

export function readingOf({ database, services, config }: Nexus): Reading {
  return { database, now: services.now, restart: config.restart };
}

export function notThere(what: 'instance' | 'start attempt' | 'vmm' | 'saga', id: string): Refusal {
  return new Refusal(`not found: ${what} with id "${id.toLowerCase()}"`, {
    code: 'not_found',
    status: 404,
  });
}

/** The database has no word for a NUL, so nothing is called so. */
export function checkTexts(texts: { readonly [name: string]: string | undefined }): Refusal | null {
  const strange = Object.entries(texts).find(([, text]) => text?.includes('\0'));
  if (strange === undefined) return null;
  return new Refusal(`${strange[0]} has a character that no name has`, {
    code: 'invalid_request',
    status: 400,
  });
}
