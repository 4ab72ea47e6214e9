import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { climb } from '@skewline/runtime';
import { epochs, versions } from '../../src/external/generated/conversions.ts';
import { validators } from '../../src/external/generated/validators.ts';

export { versions };
export const [initial = '', latest = ''] = versions;

/** Whether a value is of a type, in a version. */
export function isValid(type: string, version: string, value: unknown): boolean {
  const at = versions.indexOf(version);
  const epoch = validators[type]?.find(
    ({ from, to }) => versions.indexOf(from) <= at && at <= versions.indexOf(to),
  );
  if (at < 0 || epoch === undefined) throw new Error(`version ${version} has no ${type}`);
  return epoch.validate(value);
}

/** A value of a type from one version to another, as an adapter would do it. */
export function convert(type: string, from: string, to: string, value: unknown): unknown {
  const [start, end] = [versions.indexOf(from), versions.indexOf(to)];
  const epoch = epochs.findIndex(
    (one) => one.type === type && one.first <= start && start <= one.last,
  );
  return epoch < 0 ? value : climb(epochs, epoch, end, value, { operation: 'instance_view' });
}

interface Reference {
  readonly $ref: string;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: Reference;
}

export interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: {
    readonly content: { readonly 'application/json': { schema: Reference } };
  };
  readonly responses: {
    readonly [status: string]: {
      readonly headers?: { readonly [name: string]: unknown };
      readonly content?: { readonly 'application/json': { readonly schema: Reference } };
    };
  };
}

export interface Document {
  readonly paths: { readonly [path: string]: { readonly [method: string]: Operation } };
  readonly components: { readonly schemas: { readonly [name: string]: object } };
}

/** The document that is generated for a version. */
export function documentOf(version: string): Document {
  const folder = `v${version.replace(/(?:\.0)+$/, '')}`;
  const file = join(import.meta.dirname, '../../src/external/generated', folder, 'openapi.json');
  // What this package generates has the shape that the tests below look at.
  return JSON.parse(readFileSync(file, 'utf8')) as Document;
}

/** The operations of a version, with their place. */
export function operationsOf(
  version: string,
): readonly { readonly method: string; readonly path: string; readonly operation: Operation }[] {
  return Object.entries(documentOf(version).paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      operation,
    })),
  );
}

/** The name behind a reference. */
export function nameOf({ $ref }: Reference): string {
  return $ref.replace('#/components/schemas/', '');
}
