import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decode } from './decode.ts';
import { readWhole, replace, targetOf } from './disk.ts';
import { type Encoded, encode } from './encode.ts';
import { Fault, problemOf, type StoredProblem } from './problem.ts';
import {
  type Conversions,
  epochAt,
  lastPosition,
  newestOf,
  type Table,
  validatorAt,
  type Validators,
} from './table.ts';
import { inTurn } from './turns.ts';

export interface StoredFileOptions {
  /** Where the file is. Its folder must be there. A symbolic link is followed, and stays. */
  readonly path: string | URL;
  /** The API's name. A file says it, and a file of another API is refused. */
  readonly api: string;
  /** The type that is stored, by its name in the newest version. */
  readonly type: string;
  /** The generated module `conversions` of the API's package. */
  readonly conversions: Conversions;
  /** The generated table `validators` of the same package. */
  readonly validators: Validators;
  /** The version to write, unless a write says another; by default the newest. See `WriteOptions`. */
  readonly as?: string | undefined;
  /** How many bytes a file may have; 16 MiB by default. */
  readonly maxBytes?: number | undefined;
  /** How deep its document may nest; 128 by default. */
  readonly maxDepth?: number | undefined;
}

export interface WriteOptions {
  /**
   * The version to write: `48`, `48.0.0`. As long as a roll-out can still be taken back, write the
   * version that the older program reads. What it cannot say is refused as `unrepresentable`; what a
   * decision declares as lost is lost, and listed in `losses`.
   */
  readonly as?: string | undefined;
  /**
   * Write also where the file that is there cannot be read. That one is kept beside, as
   * `NAME.unreadable-TIME-RANDOM`, and the answer says where.
   */
  readonly setAside?: boolean | undefined;
}

/** What was in the file, as the newest version says it. */
export interface ReadValue<T> {
  readonly ok: true;
  readonly value: T;
  /** The version that it was written in, in three numbers. */
  readonly version: string;
  /** What was lost on the way from there, in the words of the decisions that declare it. */
  readonly losses: readonly string[];
}

/** There is no file. */
export interface ReadNothing {
  readonly ok: true;
  readonly value: undefined;
  readonly version: undefined;
  readonly losses: readonly string[];
}

export type ReadResult<T> = ReadValue<T> | ReadNothing | StoredProblem;

/** What was written, and is on the disk now. */
export interface Written<T> {
  readonly ok: true;
  /** What was given, in the newest version. */
  readonly value: T;
  /** The version that it was written in, in three numbers. */
  readonly version: string;
  /** What was lost: on the way to that version, and in `update` before that on the way from the older one. */
  readonly losses: readonly string[];
  /** Where the file is that could not be read. */
  readonly setAside?: string;
}

export type WriteResult<T> = Written<T> | StoredProblem;

export interface StoredFile<T> {
  /** Never changes anything on the disk. */
  readonly read: () => Promise<ReadResult<T>>;
  /**
   * Replaces the whole file, or makes it. The value is taken as it is when this is called. A file that
   * cannot be read is not replaced, unless `setAside` says so.
   */
  readonly write: (value: T, options?: WriteOptions) => Promise<WriteResult<T>>;
  /**
   * Reads, asks for the next value and writes that; no other write of this process comes between. An
   * exception of `next` is passed on, and nothing is written.
   */
  readonly update: (
    next: (value: T | undefined) => T | Promise<T>,
    options?: Pick<WriteOptions, 'as'>,
  ) => Promise<WriteResult<T>>;
}

/**
 * A file that outlives the program. `T` is the type that `type` names, of the newest version.
 * Throws where the API's newest version has no such type: then the program is wrong, not the file.
 */
export function storedFile<T = unknown>(options: StoredFileOptions): StoredFile<T> {
  const table = tableOf(options);
  const newest = newestOf(table);
  const path = options.path instanceof URL ? fileURLToPath(options.path) : options.path;
  const key = resolve(path);
  const problem = (fault: Fault): StoredProblem => problemOf(fault, path, newest);

  const look = async (): Promise<ReadValue<T> | ReadNothing | Fault> => {
    const bytes = await readWhole(key, table.maxBytes);
    if (bytes instanceof Fault) return bytes;
    if (bytes === undefined) return { ok: true, value: undefined, version: undefined, losses: [] };
    const decoded = decode(table, bytes);
    if (decoded instanceof Fault) return decoded;
    // The validator of the newest version has accepted it.
    return { ok: true, ...decoded, value: decoded.value as T };
  };

  const read: StoredFile<T>['read'] = async () => {
    const there = await look();
    return there instanceof Fault ? problem(there) : there;
  };

  /** Why what is there may not be replaced. */
  const keep = (fault: Fault): StoredProblem => {
    // No setting aside would help.
    if (fault.code === 'not_a_file') return problem(fault);
    const { version } = fault.details;
    const message = `cannot be read, and writing would destroy it (${fault.message})`;
    const because = { because: problem(fault), ...(version === undefined ? {} : { version }) };
    return problem(new Fault('unreadable_there', message, fault.pointer, because));
  };

  const put = async (
    { bytes, version, losses }: Encoded,
    setAside: boolean,
  ): Promise<Omit<Written<T>, 'value'> | StoredProblem> => {
    const target = await targetOf(key);
    if (target instanceof Fault) return problem(target);
    const aside = await replace({ target, bytes, setAside });
    if (aside instanceof Fault) return problem(aside);
    return { ok: true, version, losses, ...(aside === undefined ? {} : { setAside: aside }) };
  };

  const write: StoredFile<T>['write'] = async (
    value,
    { as = options.as, setAside = false } = {},
  ) => {
    const encoded = encode(table, value, as);
    if (encoded instanceof Fault) return problem(encoded);
    return inTurn(key, async () => {
      const there = await look();
      const isUnreadable = there instanceof Fault;
      if (isUnreadable && (!setAside || there.code === 'not_a_file')) return keep(there);
      const written = await put(encoded, isUnreadable);
      return written.ok ? { ...written, value } : written;
    });
  };

  const update: StoredFile<T>['update'] = (next, { as = options.as } = {}) =>
    inTurn(key, async () => {
      const there = await look();
      if (there instanceof Fault) return problem(there);
      const value = await next(there.value);
      const encoded = encode(table, value, as);
      if (encoded instanceof Fault) return problem(encoded);
      const written = await put(encoded, false);
      if (!written.ok) return written;
      return { ...written, value, losses: [...new Set([...there.losses, ...written.losses])] };
    });

  return { read, write, update };
}

function tableOf(options: StoredFileOptions): Table {
  const {
    api,
    type,
    conversions,
    validators,
    maxBytes = 16 * 1024 * 1024,
    maxDepth = 128,
  } = options;
  const table: Table = { api, type, conversions, validators, maxBytes, maxDepth };
  const newest = lastPosition(table);
  const isKnown =
    epochAt(table, type, newest) !== undefined && validatorAt(table, type, newest) !== undefined;
  if (!isKnown) throw new Error(`version ${newestOf(table)} of ${api} has no type ${type}`);
  return table;
}
