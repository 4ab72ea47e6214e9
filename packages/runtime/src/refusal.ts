/** A failure, as data: what a caller answers, logs or shows. */
export interface Problem {
  /** A short word a program can act on, e.g. `refused`, `invalid_value`, `not_forwarded`. */
  readonly code: string;
  readonly message: string;
  /** Where in the document, from its root: property names and positions. */
  readonly path: readonly (string | number)[];
  /** The HTTP status to answer with, where a decision says so. */
  readonly status?: number;
  /** The version of the document that could not be said, where it is known. */
  readonly version?: string;
}

/**
 * What a conversion gives instead of a value when it fails. It is returned, never thrown. On its way
 * out each level adds where it was.
 */
export class Refusal implements Problem {
  readonly code: string;
  readonly message: string;
  readonly status?: number;
  readonly version?: string;
  readonly #path: (string | number)[] = [];

  constructor(message: string, options: RefusalOptions = {}) {
    this.message = message;
    this.code = options.code ?? 'refused';
    if (options.status !== undefined) this.status = options.status;
    if (options.version !== undefined) this.version = options.version;
    if (options.path !== undefined) this.#path.push(...options.path);
  }

  get path(): readonly (string | number)[] {
    return this.#path;
  }

  /** Notes that the failure was inside this member. Called by generated code, innermost first. */
  within(member: string | number): this {
    this.#path.unshift(member);
    return this;
  }
}

export interface RefusalOptions {
  readonly code?: string | undefined;
  readonly status?: number | undefined;
  readonly version?: string | undefined;
  readonly path?: readonly (string | number)[] | undefined;
}

/** A path as a JSON pointer (RFC 6901); empty for the root. */
export function jsonPointer(path: readonly (string | number)[]): string {
  return path
    .map((member) => `/${String(member).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}
