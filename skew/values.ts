import fc from 'fast-check';
import type { Operation, Parameter, Version } from '../packages/codegen/src/model/api.ts';
import { isJsonObject, type Json } from '../packages/codegen/src/model/json.ts';
import type { Schema } from '../packages/codegen/src/model/schema.ts';
import { jsonContent } from '../packages/codegen/src/plan/operation.ts';
import { arbitraryOf } from '../packages/codegen/test/support/arbitrary.ts';
import { afterTrip } from '../packages/sled-agent-types/test/support/losses.ts';
import { sayable } from '../packages/sled-agent-types/test/support/sayable.ts';
import { plain } from './difference.ts';
import type { History } from './histories.ts';

/** What a server's handler answers, and the headers that its API declares for it. */
export interface Answer {
  readonly status: number;
  readonly body?: Json;
  readonly headers: Readonly<Record<string, string>>;
}

/** An operation of a version. */
export interface Place {
  readonly history: History;
  readonly position: number;
  readonly operation: Operation;
}

export function placeOf(history: History, position: number, id: string): Place {
  const operation = history.planned.api.versions[position]?.operations.get(id);
  if (operation === undefined) throw new Error(`${history.name} ${String(position)} has no ${id}`);
  return { history, position, operation };
}

/**
 * How much newer versions a document may need. `any`: all that its own version can say. `sayable`:
 * nothing that a decision refuses. `lasting`: nothing that gets lost on the way to the oldest.
 */
export type Kind = 'any' | 'sayable' | 'lasting';

/**
 * A valid request. `isRight` is for rules that people have written and no schema says: what it does
 * not like is drawn again.
 */
export function requestOf(
  place: Place,
  kind: Kind,
  seed: number,
  isRight: (request: Json) => boolean = () => true,
): Json {
  for (const drawn of fc.sample(requests(place), { seed, numRuns: 50 })) {
    const request = outOf(kind, drawn, place);
    if (isRight(request)) return request;
  }
  throw new Error(`no request of ${place.operation.id} is right`);
}

/** Valid requests, as many as are wanted. */
export function requestsOf(place: Place, seed: number, count: number): readonly Json[] {
  const drawn = fc.sample(requests(place), { seed, numRuns: count });
  return drawn.map((request) => outOf('any', request, place));
}

/** One for each declared status of a success, and one that is declared as an error. */
export function answersOf(place: Place, seed: number): readonly Answer[] {
  const keys = [...place.operation.responses.keys()];
  const good = keys.filter((key) => /^[23]/.test(key));
  const bad = keys.filter((key) => /^(?:[45]|default)/.test(key));
  const chosen = bad[seed % Math.max(bad.length, 1)];
  return [...good, ...(chosen === undefined ? [] : [chosen])].map((key, index) => {
    const [answer] = fc.sample(answers(place, key), { seed: seed + index, numRuns: 1 });
    if (answer === undefined) throw new Error(`no answer to ${place.operation.id}`);
    return answer;
  });
}

/** By version: building one takes longer than drawing from it. */
const known = new WeakMap<Version, Map<string, fc.Arbitrary<unknown>>>();

function remembered<T>(
  place: Place,
  what: string,
  make: (version: Version) => fc.Arbitrary<T>,
): fc.Arbitrary<T> {
  const version = versionOf(place);
  const all = known.get(version) ?? new Map<string, fc.Arbitrary<unknown>>();
  known.set(version, all);
  const name = `${place.operation.id} ${what}`;
  // What is kept under a name was made for it.
  const found = (all.get(name) as fc.Arbitrary<T> | undefined) ?? make(version);
  all.set(name, found);
  return found;
}

function versionOf({ history, position }: Place): Version {
  const version = history.planned.api.versions[position];
  if (version === undefined) throw new Error(`no version at ${String(position)}`);
  return version;
}

function requests(place: Place): fc.Arbitrary<unknown> {
  const { operation } = place;
  return remembered(place, 'request', (version) => {
    const groups: Record<string, fc.Arbitrary<unknown>> = {};
    for (const group of ['path', 'query', 'header', 'cookie'] as const) {
      const own = operation.parameters.filter((one) => one.in === group);
      if (own.length > 0) groups[group] = parameters(own, version);
    }
    const { body } = operation;
    const schema = jsonContent(body?.content);
    if (body !== undefined) groups['body'] = content(schema, version);
    return fc.record(groups);
  });
}

/** JSON, or else a text, which every medium can carry. */
function content(schema: Schema | undefined, version: Version): fc.Arbitrary<Json> {
  return schema === undefined ? fc.string({ minLength: 1 }) : arbitraryOf(schema, version);
}

function parameters(list: readonly Parameter[], version: Version): fc.Arbitrary<unknown> {
  const model = Object.fromEntries(list.map((one) => [one.name, parameter(one, version)] as const));
  const requiredKeys = list.filter(({ required }) => required).map(({ name }) => name);
  return fc
    .record(model, { requiredKeys })
    .map((group) => Object.fromEntries(Object.entries(group).filter(([, one]) => one !== null)));
}

/** There is no text for null, and some texts cannot stand where the parameter does. */
function parameter(one: Parameter, version: Version): fc.Arbitrary<Json> {
  const any = arbitraryOf(one.schema, version);
  if (one.in === 'path') return any.filter((value) => !['', '.', '..', null].includes(text(value)));
  if (one.in === 'query') return any;
  // The white space around it is no part of a header's value.
  return any.map((value) => (/^[!-~](?:[ -~]*[!-~])?$/.test(text(value) ?? '') ? value : 'wait=5'));
}

function text(value: Json): string | null {
  return typeof value === 'object' ? null : String(value);
}

function answers(place: Place, key: string): fc.Arbitrary<Answer> {
  return remembered(place, `answer ${key}`, (version) => {
    const response = place.operation.responses.get(key);
    const schema = jsonContent(response?.content);
    const headers = response?.headers ?? [];
    return fc.record({
      status: fc.constantFrom(...statusesOf(key, place.operation)),
      ...(response?.content.size === 0 ? {} : { body: content(schema, version) }),
      headers: (headers.length === 0
        ? fc.constant({})
        : parameters(
            headers.map((one) => ({ ...one, in: 'header' as const })),
            version,
          )
      ).map((group) =>
        Object.fromEntries(Object.entries(Object(group)).map(([name, one]) => [name, String(one)])),
      ),
    }) as fc.Arbitrary<Answer>; // a record of these members
  });
}

/** Statuses that a key stands for. Not those that make a client try again. */
function statusesOf(key: string, { responses }: Operation): readonly number[] {
  if (/^\d+$/.test(key)) return [Number(key)];
  const all = [404, 409, 422, 400, 500, 507, 501];
  // Where there is nothing else, it is what comes when all goes well.
  if (key === 'default' && responses.size === 1) return [200];
  const range = key === 'default' ? all : all.filter((one) => String(one)[0] === key[0]);
  return range.filter((one) => !responses.has(String(one)));
}

function outOf(kind: Kind, request: unknown, { history, position }: Place): Json {
  // What these arbitraries make is JSON.
  const json = plain(request) as Json;
  if (kind === 'any' || history.name !== 'sled-agent' || !isJsonObject(json)) return json;
  const { body, ...others } = json;
  if (body === undefined) return json;
  const own = sayable(body);
  const version = Number(history.versions[position]);
  return {
    ...others,
    body: kind === 'sayable' ? own : withoutNewNulls(afterTrip(own, version, 1)),
  };
}

/** That something is null is said too, and only a version that has the member can say it. */
function withoutNewNulls(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutNewNulls);
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value)
    .filter(([name, one]) => one !== null || !['smbios', 'primary_nic_mtu'].includes(name))
    .map(([name, one]) => [name, withoutNewNulls(one)] as const);
  return Object.fromEntries(members);
}
