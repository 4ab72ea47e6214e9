import { type Context, type Epoch, jsonPointer, versionAt } from '@skewline/runtime';
import type { ValidationError } from '@skewline/runtime/validation';
import { isJsonObject, type Json } from '../model/json.ts';
import { parseVersionId } from '../model/version-id.ts';
import type { Generated } from './load-generated.ts';

/** One line of `skewline convert`. */
export interface Case {
  readonly id: Json;
  readonly type: string;
  readonly from: string;
  readonly to: string;
  readonly direction: string;
  readonly operation?: string;
  readonly pathParameters?: Readonly<Record<string, string>>;
  readonly input: Json;
}

/** A failure as it is written: its path is a JSON pointer into the input. */
export interface CaseProblem {
  readonly code: string;
  readonly message: string;
  readonly path: string;
  readonly status?: number;
}

export type Answer = { readonly value: unknown } | { readonly problem: CaseProblem };

/** Reads a case from what JSON.parse gave; a text says what is wrong with it. */
export function readCase(json: Json): Case | string {
  if (!isJsonObject(json)) return 'the line is not an object';
  const { id, type, from, to, direction, operation, pathParams, input } = json;
  if (typeof id !== 'string' && typeof id !== 'number') return 'id must be a text or a number';
  if (typeof type !== 'string') return 'type must be a text';
  const [older, newer] = [versionText(from), versionText(to)];
  if (older === undefined || newer === undefined) return 'from and to must be versions';
  if (
    typeof direction !== 'string' ||
    !/^(?:up|down)grade-(?:request|response|stored)$/.test(direction)
  ) {
    return 'direction must be upgrade or downgrade, then -request, -response or -stored';
  }
  if (isPresent(operation) && typeof operation !== 'string') {
    return 'operation must be a text';
  }
  if (input === undefined) return 'input is missing';
  const parameters = readParameters(pathParams ?? {});
  if (parameters === undefined) return 'pathParams must be an object of texts or numbers';
  return {
    id,
    type,
    from: older,
    to: newer,
    direction,
    ...(typeof operation === 'string' ? { operation } : {}),
    ...(isPresent(pathParams) ? { pathParameters: parameters } : {}),
    input,
  };
}

export function convertCase(one: Case, generated: Generated): Answer {
  const { versions, sparse } = generated;
  const [from, to] = [versionAt(versions, one.from, sparse), versionAt(versions, one.to, sparse)];
  if (from === undefined || to === undefined) {
    const unknown = from === undefined ? one.from : one.to;
    return failed('version_unknown', `the API has no version ${unknown}`);
  }
  if (from !== to && one.direction.startsWith('up') !== from < to) {
    return failed('case_invalid', `${one.direction} does not lead from ${one.from} to ${one.to}`);
  }
  const start = generated.epochs.findIndex(
    (epoch) => epoch.type === one.type && holds(epoch, from),
  );
  if (start < 0) {
    return failed('type_unknown', `version ${one.from} has no type ${one.type}`);
  }
  const kept = generated.notForwarded.find(
    ({ operation, first, last }) => operation === one.operation && first < to && from <= last,
  );
  if (kept !== undefined && one.direction === 'upgrade-request') {
    return failed('not_forwarded', kept.reason, '', 400);
  }
  const wrong = validateInput(one, from, generated);
  if (wrong !== undefined) return { problem: wrong };

  const context: Context = {
    ...(one.operation === undefined ? {} : { operation: one.operation }),
    ...(one.pathParameters === undefined ? {} : { pathParameters: one.pathParameters }),
  };
  const value = generated.climb(generated.epochs, start, to, one.input, context);
  if (generated.isRefusal(value)) {
    const { code, message, path, status } = value;
    return failed(code, message, jsonPointer(path), status);
  }
  const type = typeAt(generated.epochs, start, to);
  const broken = validate(type, to, value, generated);
  if (broken !== undefined) {
    const message = `the conversion gave no valid ${type} of version ${one.to}: ${broken.message}`;
    return failed('invalid_result', message, broken.path, 500);
  }
  return { value };
}

/** What a version says about its own values, before anything is converted. Undefined where it fits. */
function validateInput(one: Case, version: number, generated: Generated): CaseProblem | undefined {
  const found = validate(one.type, version, one.input, generated);
  if (found === undefined) return undefined;
  const message = `no valid ${one.type} of version ${one.from}: ${found.message}`;
  return { code: 'invalid_value', message, path: found.path, status: 400 };
}

function validate(
  type: string,
  version: number,
  value: unknown,
  { validators, versions }: Generated,
): { readonly message: string; readonly path: string } | undefined {
  const epoch = validators[type]?.find(
    (one) => versions.indexOf(one.from) <= version && version <= versions.indexOf(one.to),
  );
  if (epoch === undefined || epoch.validate(value)) return undefined;
  const [first] = epoch.validate.errors ?? [];
  return { message: errorText(first), path: first?.instancePath ?? '' };
}

function errorText(error: ValidationError | undefined): string {
  if (error === undefined) return 'it does not fit';
  const place = error.instancePath === '' ? 'it' : error.instancePath;
  const { allowedValues } = error.params;
  const listed = Array.isArray(allowedValues)
    ? `: ${allowedValues.slice(0, 12).map(String).join(', ')}`
    : '';
  return `${place} ${error.message ?? `breaks the rule ${error.keyword}`}${listed}`;
}

function holds({ first, last }: Epoch, version: number): boolean {
  return first <= version && version <= last;
}

/** The type's name at the other end: types are renamed between versions. */
function typeAt(epochs: readonly Epoch[], start: number, version: number): string {
  let epoch = epochs[start];
  let type = epoch?.type ?? '';
  while (epoch !== undefined && !holds(epoch, version)) {
    const way: Epoch['up'] = version > epoch.last ? epoch.up : epoch.down;
    epoch = way === undefined ? undefined : epochs[way.to];
    type = epoch?.type ?? type;
  }
  return type;
}

export function failed(
  code: string,
  message: string,
  path = '',
  status?: number,
): { readonly problem: CaseProblem } {
  return { problem: { code, message, path, ...(status === undefined ? {} : { status }) } };
}

function versionText(version: Json | undefined): string | undefined {
  if (typeof version !== 'string' && typeof version !== 'number') return undefined;
  return parseVersionId(String(version))?.text ?? String(version);
}

function isPresent(value: Json | undefined): boolean {
  return value !== undefined && value !== null;
}

function readParameters(value: Json): Readonly<Record<string, string>> | undefined {
  if (!isJsonObject(value)) return undefined;
  const entries: (readonly [string, string])[] = [];
  for (const [name, one] of Object.entries(value)) {
    if (typeof one !== 'string' && typeof one !== 'number') return undefined;
    entries.push([name, String(one)]);
  }
  return Object.fromEntries(entries);
}
