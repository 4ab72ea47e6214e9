/**
 * The words in which a package says, in TypeScript, what its API is. Types only: nothing of this is
 * left when a program runs.
 *
 * `versions.ts` lists the versions, oldest first, one line each:
 *
 *     export interface Versions {
 *       /** What the first version had. *\/
 *       1: 'initial';
 *       /** A disk says whether it has a write cache. *\/
 *       7: 'write_cache';
 *     }
 *
 * `v1/`, `v7/` … hold the types that are new or changed in that version, and nothing else: in every
 * version a name means its newest declaration up to there. `operations.ts` lists the operations:
 *
 *     export interface Operations {
 *       /** Puts a disk there, or changes it. *\/
 *       disk_put: Operation<'PUT', '/disks/{id}', {
 *         path: { id: Uuid };
 *         body: DiskParams;
 *         responses: { 201: Disk; '4XX': ErrorBody; '5XX': ErrorBody };
 *         since: 7;
 *       }>;
 *     }
 */

export type Method = 'GET' | 'PUT' | 'POST' | 'DELETE' | 'PATCH' | 'HEAD' | 'OPTIONS';

/**
 * One operation: method, path with its parameters in braces, and what goes in and out. An operation
 * that is not the same in all versions is a list of these, each with its range.
 */
export interface Operation<M extends Method, P extends `/${string}`, Parts extends OperationParts<P>> {
  readonly method: M;
  readonly url: P;
  readonly parts: Parts;
}

/** The parameters that a path names: `'id'` for `'/disks/{id}'`. */
export type PathNames<P extends string> = P extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PathNames<Rest>
  : never;

export type OperationParts<P extends string = string> = PathPart<PathNames<P>> & {
  readonly query?: object;
  readonly header?: object;
  readonly cookie?: object;
  /** JSON; see `Content` for anything else. */
  readonly body?: unknown;
  /** By status: what the body is. `void` is no body; see `Reply` for one with headers. */
  readonly responses: { readonly [S in number | '1XX' | '2XX' | '3XX' | '4XX' | '5XX' | 'default']?: unknown };
  /** The first version that has the operation; the first of all where it is absent. */
  readonly since?: number | string;
  /** The last version that has it; the newest where it is absent. */
  readonly until?: number | string;
  /** Why a request of an older version must not be converted and handed to a newer handler. */
  readonly doNotForward?: string;
  /** Not promised to anybody yet: checks of compatibility leave it out. */
  readonly unstable?: true;
  readonly tags?: readonly string[];
  /** As in OpenAPI: any one of these, by the name of the scheme. */
  readonly security?: readonly { readonly [scheme: string]: readonly string[] }[];
};

type PathPart<Names extends string> = [Names] extends [never]
  ? { readonly path?: never }
  : { readonly path: { readonly [N in Names]: unknown } };

/** A response with headers of its own: `Reply<Disk, { etag: string }>`. */
export interface Reply<Body, Headers extends object> {
  readonly $body: Body;
  readonly $headers: Headers;
}

/** A body that is not JSON: `Content<'application/octet-stream'>`. */
export interface Content<MediaType extends `${string}/${string}`, Body = unknown> {
  readonly $content: MediaType;
  readonly $body: Body;
}

/** An object that must not have other members. Without it they are ignored. */
export type Closed<T extends object> = T;

/** A union that has one variant so far: the next version may add another. */
export type OneOf<T extends object> = T;

/**
 * @asType integer
 * @format int8
 */
export type Int8 = number;
/**
 * @asType integer
 * @format int16
 */
export type Int16 = number;
/**
 * @asType integer
 * @format int32
 */
export type Int32 = number;
/**
 * Up to 2^53 - 1 either way: what JSON.parse would round is refused.
 *
 * @asType integer
 * @format int64
 */
export type Int64 = number;
/**
 * @asType integer
 * @format uint8
 * @minimum 0
 */
export type Uint8 = number;
/**
 * @asType integer
 * @format uint16
 * @minimum 0
 */
export type Uint16 = number;
/**
 * @asType integer
 * @format uint32
 * @minimum 0
 */
export type Uint32 = number;
/**
 * Up to 2^53 - 1: what JSON.parse would round is refused.
 *
 * @asType integer
 * @format uint64
 * @minimum 0
 */
export type Uint64 = number;
/** @format uuid */
export type Uuid = string;
/**
 * RFC 3339, with a zone: `2026-11-21T06:39:43Z`.
 *
 * @format date-time
 */
export type DateTime = string;
/** @format ip */
export type Ip = string;
/** @format ipv4 */
export type Ipv4 = string;
/** @format ipv6 */
export type Ipv6 = string;
/** @format uri */
export type Uri = string;
