import { type Context, type LossReport, type OperationResponse, Refusal } from '@skewline/runtime';
import { isSame, plain, unsaid, withoutEmptyGroups } from './difference.ts';
import type { DeclaredLoss } from './declared.ts';
import type { History } from './histories.ts';

/**
 * What has to come of an exchange between two versions: computed from the conversions of the whole
 * package, one step at a time, each on a fresh copy. Clients and servers use other code, made for
 * fewer versions, and fuse the steps.
 */
export interface Exchange {
  readonly history: History;
  /** What this API's conversions may lose; or, where nobody has listed it, what they say they lose. */
  readonly losses: readonly DeclaredLoss[] | 'as reported';
  /** Id of the operation in the version that a trip starts from. */
  readonly operation: string;
  readonly context: Context;
}

/** Something that a declared loss has taken away: where, in the value before the step. */
export interface Lost {
  readonly loss: DeclaredLoss;
  readonly field: string;
}

/** A value in another version, and the operation's id there; or why there is none. */
export type Trip<Value> =
  | {
      readonly kind: 'there';
      readonly value: Value;
      readonly id: string;
      readonly lost: readonly Lost[];
    }
  /** The operation is not in that version. `at` is the newer version of the step. */
  | { readonly kind: 'absent'; readonly at: string }
  /** A request says something that the older version of a step cannot; empty: a decision says so. */
  | { readonly kind: 'unsayable'; readonly at: string; readonly fields: readonly string[] }
  /** A decision refuses, on a way where it is a server that answers. */
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** Something is gone that no loss declares: it must not happen. */
  | { readonly kind: 'broken'; readonly why: string };

/** A request of version `from` as version `to` has it; both are positions. */
export function requestTrip(
  exchange: Exchange,
  from: number,
  to: number,
  request: unknown,
): Trip<unknown> {
  return trip(exchange, from, to, request, {
    names: { up: 'upRequest', down: 'downRequest' },
    copy: withoutEmptyGroups,
    isRequest: true,
  });
}

/** An answer of version `from` as version `to` has it. */
export function answerTrip(
  exchange: Exchange,
  from: number,
  to: number,
  answer: OperationResponse,
): Trip<OperationResponse> {
  return trip(exchange, from, to, answer, {
    names: { up: 'upResponse', down: 'downResponse' },
    copy: ({ status, body }) => ({ status, body: plain(body) }),
    isRequest: false,
  });
}

/** The id that an operation has in another version; undefined where that version has none. */
export function idIn(
  history: History,
  operation: string,
  from: number,
  to: number,
): string | undefined {
  let id: string | undefined = operation;
  for (const position of passed(from, to)) {
    const [own, other] = from < to ? [0, 1] : [1, 0];
    id = pairsOf(history, position).find((pair) => pair[own] === id)?.[other];
    if (id === undefined) return undefined;
  }
  return id;
}

/** A request or an answer, and what the tables of a package call its conversions. */
interface Part<Value> {
  readonly names:
    | { readonly up: 'upRequest'; readonly down: 'downRequest' }
    | { readonly up: 'upResponse'; readonly down: 'downResponse' };
  readonly isRequest: boolean;
  readonly copy: (value: Value) => Value;
}

function trip<Value>(
  exchange: Exchange,
  from: number,
  to: number,
  start: Value,
  { names, copy, isRequest }: Part<Value>,
): Trip<Value> {
  const { history, context } = exchange;
  const [there, back] = from < to ? (['up', 'down'] as const) : (['down', 'up'] as const);
  const [own, other] = from < to ? ([0, 1] as const) : ([1, 0] as const);
  const lost: Lost[] = [];
  let value = copy(start);
  let id = exchange.operation;
  for (const position of passed(from, to)) {
    const at = history.versions[position] ?? '';
    const next = pairsOf(history, position).find((pair) => pair[own] === id)?.[other];
    if (next === undefined) return { kind: 'absent', at };
    const reports: LossReport[] = [];
    // The tables of generated code: a value of a version leads to a value of the next, or a refusal.
    const shim = (one: string, direction: 'up' | 'down', given: Value): Value | Refusal => {
      const found = history.tables[position]?.[one]?.[names[direction]];
      if (found === undefined) return given;
      const lost = (report: LossReport): void => void reports.push(report);
      const own = isRequest ? pathParameters(given) : {};
      return found(copy(given) as never, { ...context, ...own, lost }) as Value | Refusal;
    };
    const result = shim(id, there, value);
    const isSaidDown = isRequest && there === 'down';
    if (result instanceof Refusal) {
      if (isSaidDown) return { kind: 'unsayable', at, fields: [] };
      return { kind: 'refused', refusal: result };
    }
    const returned = shim(next, back, result);
    // What must not be forwarded is not converted, so it looks the same in both.
    const home =
      returned instanceof Refusal && returned.code === 'not_forwarded' ? result : returned;
    const fields = home instanceof Refusal ? [''] : unsaid(copy(value), copy(home));
    const { losses } = exchange;
    const undeclared: string[] = [];
    for (const field of fields) {
      if (losses === 'as reported') {
        const report = reports.find(({ from: one, to: other }) =>
          covers(one, other, value, home, field),
        );
        const said = report === undefined ? {} : { said: report.loss };
        if (report === undefined && isSaidDown) undeclared.push(field);
        else
          lost.push({
            loss: { api: history.name, at, direction: there, field: /./, ...said },
            field,
          });
        continue;
      }
      const declared = losses.filter((one) => one.at === at && one.field.test(field));
      const loss = declared.find(({ direction }) => direction === there);
      if (loss !== undefined) lost.push({ loss, field });
      // What only the way back would lose has arrived.
      else if (declared.length === 0) undeclared.push(field);
    }
    if (undeclared.length > 0) {
      if (isSaidDown) return { kind: 'unsayable', at, fields: undeclared };
      const why = `${id} ${there} at ${at} loses ${undeclared.join(', ')}`;
      return { kind: 'broken', why };
    }
    [value, id] = [result, next];
  }
  return { kind: 'there', value, id, lost };
}

/** Of a request, as its own version has them. */
function pathParameters(request: unknown): Pick<Context, 'pathParameters'> {
  const { path } = Object(request) as { readonly path?: Readonly<Record<string, unknown>> };
  if (path === undefined) return {};
  const texts = Object.entries(path).map(([name, value]) => [name, String(value)]);
  return { pathParameters: Object.fromEntries(texts) };
}

/** Whether a place is inside a value that a lossy decision took there, or gave on the way back. */
function covers(
  taken: unknown,
  given: unknown,
  value: unknown,
  home: unknown,
  field: string,
): boolean {
  const names = field.split('/').map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
  return names.some((_, index) => {
    const path = names.slice(1, names.length - index);
    return isSame(taken, at(value, path)) || isSame(given, at(home, path));
  });
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, name) => (Object(inner) as Readonly<Record<string, unknown>>)[name],
    value,
  );
}

/** The newer versions of the steps on the way, in the order in which they are taken. */
function passed(from: number, to: number): readonly number[] {
  const [low, high] = from < to ? [from, to] : [to, from];
  const positions = Array.from({ length: high - low }, (_, index) => low + 1 + index);
  return from < to ? positions : positions.reverse();
}

/** Ids of the operations that a step pairs, older and newer. */
function pairsOf(history: History, newer: number): readonly (readonly [string, string])[] {
  const step = history.planned.steps[newer - 1];
  return (step?.operations ?? []).map(([older, one]) => [older.id, one.id]);
}
