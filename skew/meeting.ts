import type { Connection } from '@skewline/runtime/client';
import type { Json } from '../packages/codegen/src/model/json.ts';
import type { AnyCall, AnyResult } from './ages.ts';
import type { DeclaredLoss, Unrepresentable } from './declared.ts';
import { isSame, withoutEmptyGroups } from './difference.ts';
import type { History } from './histories.ts';
import { answerTrip, type Exchange, type Lost, requestTrip, type Trip } from './law.ts';
import { caseHeader, type RecordingServer } from './recording-server.ts';
import type { Outcome } from './tally.ts';
import { type Answer, answersOf, placeOf } from './values.ts';

/** A client of one age and a server of another, and the version in which they have to speak. */
export interface Meeting {
  readonly history: History;
  readonly losses: readonly DeclaredLoss[];
  readonly unrepresentable: readonly Unrepresentable[];
  /** Positions of the newest version that each of them knows, and of the one that is spoken. */
  readonly client: number;
  readonly server: number;
  readonly spoken: number;
  /** What is on the wire: `30.0.0`. */
  readonly wire: string;
  readonly connection: Connection<string>;
  readonly recording: RecordingServer;
}

export interface Case {
  readonly name: string;
  /** Its id in the client's version. */
  readonly operation: string;
  readonly request: Json;
  /** Draws the answer. */
  readonly seed: number;
  /** Which of the answers that the operation may have: counted from 0 on, and round and round. */
  readonly answer: number;
}

/** What the law says has to happen. */
type Law =
  | {
      readonly kind: 'carried';
      /** What the handler has to see. */
      readonly request: unknown;
      /** What the handler answers, and what the caller has to see of it. */
      readonly given: Answer;
      readonly status: number;
      readonly body: unknown;
      readonly lost: readonly Lost[];
    }
  | { readonly kind: 'unsent'; readonly since: string; readonly hasField: boolean }
  | { readonly kind: 'refused'; readonly status: number; readonly message: string }
  | { readonly kind: 'broken'; readonly why: string };

/** Lets the client make one call, and holds what comes of it to the law. */
export async function judge(meeting: Meeting, call: AnyCall, one: Case): Promise<Outcome> {
  const { recording, connection } = meeting;
  const { request } = one;
  const law = lawOf(meeting, one, request);
  if (law.kind === 'broken') return { kind: 'unexplained', why: law.why };
  if (law.kind === 'carried') recording.answer(one.name, law.given);
  const before = JSON.stringify(request);
  const result = await call(connection, request, { headers: { [caseHeader]: one.name } });
  const seen = recording.taken(one.name);
  const wrong = (what: string): Outcome => {
    const { headers: _, ...shown } = result;
    const details = { request, law, result: shown, seen };
    return { kind: 'unexplained', why: `${what}: ${JSON.stringify(details)}` };
  };
  if (JSON.stringify(request) !== before) return wrong('the request of the caller was changed');

  if (law.kind === 'unsent') {
    if (seen.request !== undefined) return wrong('it reached a handler');
    if (result.ok || result.code !== 'unrepresentable') return wrong('not unrepresentable');
    if (result.since !== fullVersion(law.since)) return wrong(`since is not ${law.since}`);
    const entry = entryOf(meeting, one.operation, law, result);
    return entry === undefined
      ? wrong('unrepresentable, and not listed')
      : { kind: 'unrepresentable', entry };
  }
  if (law.kind === 'refused') {
    const isTold = result.code === 'error_status' && result.status === law.status;
    if (!isTold) return wrong(`not refused with ${String(law.status)}`);
    if (!String(result.message).includes(law.message)) return wrong('refused in other words');
    return seen.request === undefined ? { kind: 'refused' } : wrong('it reached a handler');
  }

  if (seen.request === undefined) return wrong('it reached no handler');
  if (!isSame(withoutEmptyGroups(seen.request), law.request)) return wrong('another request');
  if (result.version !== meeting.wire) return wrong(`not spoken in ${meeting.wire}`);
  const isGood = law.status < 400;
  if (result.ok !== isGood || result.status !== law.status) return wrong('another status');
  if (!isGood && result.code !== 'error_status') return wrong('not an error of the API');
  if (!isSame(isGood ? result.value : result.error, law.body)) return wrong('another answer');
  for (const [name, value] of Object.entries(law.given.headers)) {
    if (result.headers?.get(name) !== value) return wrong(`another header ${name}`);
  }
  return lossesOf(meeting, law.lost, [...(result.losses ?? []), ...seen.losses], isGood, wrong);
}

function lawOf(meeting: Meeting, one: Case, request: unknown): Law {
  const { history, losses, client, server, spoken } = meeting;
  const context = { operation: one.operation, ...pathParameters(request) };
  const exchange: Exchange = { history, losses, operation: one.operation, context };
  const down = requestTrip(exchange, client, spoken, request);
  if (down.kind !== 'there') return without(down);
  const up = requestTrip({ ...exchange, operation: down.id }, spoken, server, down.value);
  if (up.kind !== 'there') return without(up);
  const answers = answersOf(placeOf(history, server, up.id), one.seed);
  const given = answers[one.answer % answers.length];
  if (given === undefined) throw new Error(`${one.operation} has no answer`);
  const response = { status: given.status, body: given.body };
  const out = answerTrip({ ...exchange, operation: up.id }, server, spoken, response);
  if (out.kind !== 'there') return without(out);
  const home = answerTrip({ ...exchange, operation: out.id }, spoken, client, out.value);
  if (home.kind !== 'there') return without(home);
  return {
    kind: 'carried',
    request: up.value,
    given,
    status: home.value.status,
    body: home.value.body,
    lost: [down, up, out, home].flatMap(({ lost }) => lost),
  };
}

function without(trip: Exclude<Trip<unknown>, { readonly kind: 'there' }>): Law {
  switch (trip.kind) {
    case 'absent':
      return { kind: 'unsent', since: trip.at, hasField: false };
    case 'unsayable':
      return { kind: 'unsent', since: trip.at, hasField: true };
    case 'refused': {
      const { status = 400, message } = trip.refusal;
      return { kind: 'refused', status, message };
    }
    case 'broken':
      return trip;
  }
}

function entryOf(
  { unrepresentable }: Meeting,
  operation: string,
  law: { readonly since: string; readonly hasField: boolean },
  { field }: AnyResult,
): Unrepresentable | undefined {
  return unrepresentable.find((one) => {
    if (one.operation !== operation || one.since !== law.since) return false;
    if (one.field === undefined) return !law.hasField && field === undefined;
    return law.hasField && field !== undefined && one.field.test(field);
  });
}

/** What is lost has to be reported where a decision loses it, and nothing else may be. */
function lossesOf(
  { losses }: Meeting,
  lost: readonly Lost[],
  reported: readonly string[],
  isGood: boolean,
  wrong: (what: string) => Outcome,
): Outcome {
  const unknown = reported.find((said) => !losses.some((one) => one.said === said));
  if (unknown !== undefined) return wrong(`a loss that is not declared: ${unknown}`);
  // The result of an error has no place for losses.
  const silent = lost.find(({ loss: { said } }) => said !== undefined && !reported.includes(said));
  if (silent !== undefined && isGood) return wrong(`a loss that nobody reported: ${silent.field}`);
  return lost.length === 0
    ? { kind: 'full' }
    : { kind: 'lossy', losses: lost.map(({ loss }) => loss) };
}

function pathParameters(request: unknown): {
  readonly pathParameters?: Readonly<Record<string, string>>;
} {
  const { path } = Object(request) as { readonly path?: Readonly<Record<string, unknown>> };
  if (path === undefined) return {};
  const texts = Object.entries(path).map(([name, value]) => [name, String(value)]);
  return { pathParameters: Object.fromEntries(texts) };
}

/** `49.0.0` for `49`. */
export function fullVersion(version: string): string {
  return [...version.split('.'), '0', '0'].slice(0, 3).join('.');
}
