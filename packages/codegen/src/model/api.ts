import type { Json, JsonObject } from './json.ts';
import type { Documented, Schema } from './schema.ts';
import type { VersionId } from './version-id.ts';

/** Operations with a name and a list of versions, oldest first. */
export interface Api {
  readonly name: string;
  readonly versions: readonly Version[];
}

export interface Version {
  readonly id: VersionId;
  /** Where it was read from, relative to the folder of documents: for messages only. */
  readonly file: string;
  readonly title: string;
  readonly description?: string;
  /** Named schemas in the order of their names. */
  readonly schemas: ReadonlyMap<string, NamedSchema>;
  /** How callers show who they are, by the names that `security` uses: as written, where it is. */
  readonly securitySchemes?: JsonObject;
  /** By operation id, in the order of the ids. */
  readonly operations: ReadonlyMap<string, Operation>;
}

export interface NamedSchema {
  readonly name: string;
  readonly schema: Schema;
  /** JSON pointer in the document. */
  readonly pointer: string;
}

export type Method = 'get' | 'put' | 'post' | 'delete' | 'options' | 'head' | 'patch' | 'trace';

export interface Operation extends Documented {
  /** `operationId`, or method and path where the document gives none. */
  readonly id: string;
  readonly method: Method;
  /** With its parameters in braces: `/vmms/{propolis_id}`. */
  readonly path: string;
  readonly summary?: string;
  readonly tags: readonly string[];
  readonly parameters: readonly Parameter[];
  readonly body?: Body;
  /** By status: `200`, `4XX`, `default`. */
  readonly responses: ReadonlyMap<string, Response>;
  readonly security?: readonly JsonObject[];
  readonly pointer: string;
}

export interface Parameter extends Documented {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly required: boolean;
  readonly schema: Schema;
  readonly default?: { readonly value: Json };
}

export interface Body {
  readonly required: boolean;
  readonly description?: string;
  /** By media type. A media type without a schema (bytes, any) has `any`. */
  readonly content: ReadonlyMap<string, Schema>;
}

export interface Response {
  readonly description?: string;
  readonly headers: readonly Parameter[];
  readonly content: ReadonlyMap<string, Schema>;
}

/** The response that tells what an answer with this status is: `507`, else `5XX`, else `default`. */
export function coveringStatus(status: string, { responses }: Operation): string | undefined {
  const range = /^\d\d\d$/.test(status) ? `${status.slice(0, 1)}XX` : status;
  return [status, range, 'default'].find((one) => responses.has(one));
}
