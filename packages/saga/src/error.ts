import { checkJson, isObject, type Json, storableText } from './json.ts';

/**
 * - `action_failed`: the action threw; `source` is what it threw
 * - `serialize_failed`: its result is not JSON, or larger than the limit
 * - `deserialize_failed`: what an ancestor left could not be read
 * - `injected`: a test asked for it
 * - `subsaga_create_failed`: the parameters of a subsaga are not an object
 * - `timeout`: the action did not return in time. It may have done its work: see `Policy.timeoutMs`.
 * - `cancelled`: somebody asked for it
 */
export const errorCodes = [
  'action_failed',
  'serialize_failed',
  'deserialize_failed',
  'injected',
  'subsaga_create_failed',
  'timeout',
  'cancelled',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** Why a node failed, or its undo did. Plain JSON. */
export interface SagaError {
  readonly code: ErrorCode;
  readonly message: string;
  /** The node, with the subsagas it is in: `disks/attach`. Null: the saga as a whole (`cancelled`). */
  readonly node: string | null;
  /** `name@version`; null for a node without an action. */
  readonly action: string | null;
  readonly during: 'action' | 'undo';
  /** How often it was tried. */
  readonly attempts: number;
  /** What was thrown; see `ErrorSource`. */
  readonly source: ErrorSource | null;
}

/** A thrown value as JSON. For what is not an Error, `name` is `thrown` and `details` the value, where it is JSON. */
export interface ErrorSource {
  readonly name: string;
  readonly message: string;
  readonly code: string | null;
  readonly details: Json;
  readonly cause: ErrorSource | null;
}

/** Throw it in an action to give the error a code and details, or to say that trying again is of no use. */
export class ActionFailure extends Error {
  override readonly name = 'ActionFailure';
  readonly code: string;
  readonly details: Json;
  /** False: the retry policy is not asked. */
  readonly retry: boolean;

  constructor(
    code: string,
    message: string,
    options: { readonly details?: Json; readonly retry?: boolean; readonly cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.details = options.details ?? null;
    this.retry = options.retry ?? true;
  }
}

const MAX_CAUSES = 4;
const MAX_DETAILS = 16 * 1024;

/** Whatever was thrown, as JSON. Never throws. */
export function sourceOf(thrown: unknown, depth = 0): ErrorSource {
  try {
    if (thrown instanceof Error) {
      const { code, details, cause } = thrown as Error & { code?: unknown; details?: unknown }; // Any error may have them.
      return {
        name: storableText(String(thrown.name), 200),
        message: storableText(String(thrown.message)),
        code: typeof code === 'string' ? storableText(code, 200) : null,
        details: smallJson(details),
        cause: cause === undefined || depth >= MAX_CAUSES ? null : sourceOf(cause, depth + 1),
      };
    }
    const message = typeof thrown === 'string' ? thrown : `${typeof thrown} thrown`;
    return {
      name: 'thrown',
      message: storableText(message),
      code: null,
      details: smallJson(thrown),
      cause: null,
    };
  } catch {
    return { name: 'thrown', message: 'unreadable', code: null, details: null, cause: null };
  }
}

function smallJson(value: unknown): Json {
  const checked = checkJson(value, MAX_DETAILS);
  return checked.ok ? checked.json : null;
}

/**
 * The details of a failed action, read into the caller's own type; undefined where the error has none of that type.
 * `read` answers undefined for what it does not know.
 */
export function convertError<Details>(
  error: SagaError,
  read: (source: ErrorSource) => Details | undefined,
): Details | undefined {
  return error.source === null ? undefined : read(error.source);
}

/** True for a stored error that can be used as it is. */
export function isSagaError(value: unknown): value is SagaError {
  return (
    isObject(value) &&
    errorCodes.some((code) => code === value['code']) &&
    typeof value['message'] === 'string' &&
    (value['node'] === null || typeof value['node'] === 'string') &&
    (value['action'] === null || typeof value['action'] === 'string') &&
    (value['during'] === 'action' || value['during'] === 'undo') &&
    Number.isInteger(value['attempts']) &&
    (value['source'] === null || isErrorSource(value['source']))
  );
}

function isErrorSource(value: unknown): boolean {
  return (
    isObject(value) &&
    typeof value['name'] === 'string' &&
    typeof value['message'] === 'string' &&
    (value['code'] === null || typeof value['code'] === 'string') &&
    value['details'] !== undefined &&
    (value['cause'] === null || isErrorSource(value['cause']))
  );
}
