/**
 * What both ends of an exchange share: which versions there are, and how an operation looks in each
 * of them. Generated clients and servers are tables of these.
 */
import type { ApiVersions } from './api-versions.ts';
import type { RequestShim, ResponseShim } from './operation.ts';
import type { Validator } from './validation.ts';

export {
  announces,
  type Announcement,
  compareVersions,
  formatAnnouncement,
  fullVersion,
  highestCommon,
  parseAnnouncement,
  positionOf,
  versionHeader,
  versionsHeader,
  wellKnownPath,
} from './announcement.ts';
export type { ApiVersions } from './api-versions.ts';
export { locate } from './located.ts';
export { differences, Excuses } from './round-trip.ts';
export type { VersionNumbers } from './version-numbers.ts';
export type { GoodStatus, StatusesOf } from './statuses.ts';

/** A parameter, and how its text is read. */
export interface ParameterForm {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly type: 'text' | 'number' | 'boolean';
  /** A list: a key that repeats in a query, commas elsewhere. */
  readonly list?: true;
}

/** An operation as it looks in a range of versions. */
export interface OperationForm {
  /** Positions in the API's list of versions, both included. */
  readonly first: number;
  readonly last: number;
  /** Its id in these versions. */
  readonly id: string;
  /** In capitals. */
  readonly method: string;
  /** With its parameters in braces: `/vmms/{propolis_id}`. */
  readonly path: string;
  readonly parameters: readonly ParameterForm[];
  readonly body?: { readonly mediaType: string; readonly required: boolean };
  /** By status (`200`, `4XX`, `default`): the media type of what comes back, null for nothing. */
  readonly responses: { readonly [status: string]: string | null };
}

/** What changes about an operation from one version to the next. What is absent passes as it is. */
export interface OperationStep {
  /** Position of the newer of the two versions. */
  readonly newer: number;
  readonly upRequest?: RequestShim;
  readonly downRequest?: RequestShim;
  readonly upResponse?: ResponseShim;
  readonly downResponse?: ResponseShim;
}

/** Checks of what goes in and comes out, for one range of versions. */
export interface ExchangeValidators {
  /** Of `{ path, query, header, cookie, body }`, as far as the operation has them. */
  readonly request?: Validator<unknown>;
  /** By status, as in the form; only those with JSON. */
  readonly responses: { readonly [status: string]: Validator<unknown> };
}

export interface ServerForm extends OperationForm {
  readonly validators: ExchangeValidators;
}

/** An operation through all versions that have it: the newest form is what its handler is written for. */
export interface ServerOperation {
  /** Its id in the newest version that has it: the handler's name. */
  readonly id: string;
  /** Oldest first, without gaps. */
  readonly forms: readonly ServerForm[];
  /** Oldest first. */
  readonly steps: readonly OperationStep[];
  /** Ranges of versions (positions, both included) whose requests must not be forwarded, and why. */
  readonly notForwarded?: readonly {
    readonly first: number;
    readonly last: number;
    readonly reason: string;
  }[];
}

/**
 * Everything that a server needs to serve all versions of an API.
 * `Operations` are those of the newest version, by id; `Retired` are those that only older versions
 * have, by `id@last version`: they may have handlers too.
 */
export interface ServerApi<
  Operations,
  Retired = unknown,
  Name extends string = string,
> extends ApiVersions<Name> {
  /** Those that the newest version has. */
  readonly operations: readonly ServerOperation[];
  /** Those that it does not have, by `id@last version`. */
  readonly retired: { readonly [key: string]: ServerOperation };
  /** The OpenAPI document of each version, loaded when it is asked for. */
  readonly documents: { readonly [version: string]: () => Promise<unknown> };
  /** Never there: carries the types. */
  readonly types?: { readonly operations: Operations; readonly retired: Retired };
}

/** One operation, as a generated client knows it. */
export interface ClientOperation<Name extends string = string> {
  readonly api: ApiVersions<Name>;
  /** Its id in the newest version. */
  readonly id: string;
  /** Oldest first, without gaps; the last one is that of the newest version. */
  readonly forms: readonly OperationForm[];
  readonly steps: readonly OperationStep[];
}
