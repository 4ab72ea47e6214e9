import type { Refusal } from '@skewline/runtime';
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
  readonly losses: readonly DeclaredLoss[] | 'as reported';
  /** What is listed; or anything that the law calls so. */
  readonly unrepresentable: readonly Unrepresentable[] | 'any';
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
  /** The server does not take the request. */
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** The answer of the handler cannot be said: by the server, or by the client on its way up. */
  | {
      readonly kind: 'unanswered';
      readonly by: 'server' | 'client';
      readonly given: Answer;
      readonly refusal: Refusal;
    }
  | { readonly kind: 'broken'; readonly why: string };

/** Lets the client make one call, and holds what comes of it to the law. */
export async function judge(meeting: Meeting, call: AnyCall, one: Case): Promise<Outcome> {
  const { recording, connection } = meeting;
  const { request } = one;
  const law = lawOf(meeting, one, request);
  if (law.kind === 'broken') return { kind: 'unexplained', why: law.why };
  if (law.kind === 'carried' || law.kind === 'unanswered') recording.answer(one.name, law.given);
  const before = JSON.stringify(request);
  const result = await call(connection, request, { headers: { [caseHeader]: one.name } });
  const seen = recording.taken(one.name);
  const wrong = (what: string): Outcome => {
    const { headers: _, ...shown } = result;
    const details = { request, law, result: shown, seen };
    return { kind: 'unexplained', why: `${what}: ${JSON.stringify(details).slice(0, 3000)}` };
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
    const { status = 400, message } = law.refusal;
    if (seen.request !== undefined) return wrong('it reached a handler');
    if (result.code !== 'error_status' || result.status !== status) return wrong('not refused');
    const isSaid = String(result.message).includes(message);
    return isSaid ? { kind: 'refused' } : wrong('refused in other words');
  }
  if (law.kind === 'unanswered') {
    const { by, refusal } = law;
    if (seen.request === undefined) return wrong('it reached no handler');
    const isTold =
      by === 'client'
        ? result.code === 'response_unconvertible' && result.message?.includes(refusal.message)
        : result.code === 'error_status' && result.status === (refusal.status ?? 500);
    return isTold === true ? { kind: 'refused' } : wrong('not refused on the way back');
  }

  if (seen.request === undefined) return wrong('it reached no handler');
  if (!isSame(withoutEmptyGroups(seen.request), law.request)) return wrong('another request');
  if (result.version !== meeting.wire) return wrong(`not spoken in ${meeting.wire}`);
  const isGood = law.status < 400;
  if (result.ok !== isGood || result.status !== law.status) return wrong('another status');
  if (!isGood && result.code !== 'error_status') return wrong('not an error of the API');
  const body = await contentOf(isGood ? result.value : result.error);
  if (!isSame(body, law.body)) return wrong('another answer');
  for (const [name, value] of Object.entries(law.given.headers)) {
    if (result.headers?.get(name) !== value) return wrong(`another header ${name}`);
  }
  return lossesOf(meeting, law.lost, [...(result.losses ?? []), ...seen.losses], isGood, wrong);
}

function lawOf(meeting: Meeting, one: Case, request: unknown): Law {
  const { history, losses, client, server, spoken } = meeting;
  const context = { operation: one.operation };
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
  if (out.kind === 'refused') return { ...out, kind: 'unanswered', by: 'server', given };
  if (out.kind !== 'there') return without(out);
  const home = answerTrip({ ...exchange, operation: out.id }, spoken, client, out.value);
  if (home.kind === 'refused') return { ...home, kind: 'unanswered', by: 'client', given };
  if (home.kind !== 'there') return without(home);
  const isHead = placeOf(history, spoken, out.id).operation.method === 'head';
  return {
    kind: 'carried',
    request: up.value,
    given,
    status: home.value.status,
    // An answer to HEAD never has a body.
    body: isHead && given.body !== undefined ? '' : home.value.body,
    lost: [down, up, out, home].flatMap(({ lost }) => lost),
  };
}

function without(trip: Exclude<Trip<unknown>, { readonly kind: 'there' }>): Law {
  switch (trip.kind) {
    case 'absent':
      return { kind: 'unsent', since: trip.at, hasField: false };
    case 'unsayable':
      return { kind: 'unsent', since: trip.at, hasField: true };
    case 'refused':
      return { kind: 'refused', refusal: trip.refusal };
    case 'broken':
      return trip;
  }
}

function entryOf(
  { history, unrepresentable }: Meeting,
  operation: string,
  law: { readonly since: string; readonly hasField: boolean },
  { field }: AnyResult,
): Unrepresentable | undefined {
  if (unrepresentable === 'any') return { api: history.name, operation, since: law.since };
  return unrepresentable.find((one) => {
    if (one.operation !== operation || one.since !== law.since) return false;
    if (one.field === undefined) return !law.hasField && field === undefined;
    return law.hasField && field !== undefined && one.field.test(field);
  });
}

/** What is no JSON comes as it is: these tests send only texts. */
function contentOf(value: unknown): unknown {
  return value instanceof Response ? value.text() : value;
}

/** What is lost has to be reported where a decision loses it, and nothing else may be. */
function lossesOf(
  { losses }: Meeting,
  lost: readonly Lost[],
  reported: readonly string[],
  isGood: boolean,
  wrong: (what: string) => Outcome,
): Outcome {
  const isListed = (said: string): boolean =>
    losses === 'as reported' || losses.some((one) => one.said === said);
  const unknown = reported.find((said) => !isListed(said));
  if (unknown !== undefined) return wrong(`a loss that is not declared: ${unknown}`);
  // The result of an error has no place for losses.
  const silent = lost.find(({ loss: { said } }) => said !== undefined && !reported.includes(said));
  if (silent !== undefined && isGood) return wrong(`a loss that nobody reported: ${silent.field}`);
  return lost.length === 0
    ? { kind: 'full' }
    : { kind: 'lossy', losses: lost.map(({ loss }) => loss) };
}

/** `49.0.0` for `49`. */
export function fullVersion(version: string): string {
  return [...version.split('.'), '0', '0'].slice(0, 3).join('.');
}
