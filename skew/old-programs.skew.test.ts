import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Json } from '../packages/codegen/src/model/json.ts';
import { ageFolder, loadServer } from './ages.ts';
import { seed } from './all-pairs.ts';
import { declaredLosses } from './declared.ts';
import { isSame, plain, withoutEmptyGroups } from './difference.ts';
import { readHistory, sources } from './histories.ts';
import { answerTrip, type Exchange, requestTrip, type Trip } from './law.ts';
import { rawRequest } from './raw-request.ts';
import { caseHeader, type RecordingServer, startRecording } from './recording-server.ts';
import { type Answer, answersOf, type Kind, placeOf, requestOf } from './values.ts';

/**
 * Programs that Skewline has not made: plain `fetch`, with the header of an old version, to the
 * newest server. Numbers between listed versions are versions too, where the API is sparse.
 */
const histories = await Promise.all(sources.map(readHistory));

interface Got {
  readonly id: string;
  readonly status: number;
  readonly body: Json | undefined;
  /** What the handler saw; undefined where none was called. */
  readonly request?: unknown;
}

/** What the law says of an old request to the newest server. */
function wanted(
  up: Trip<unknown>,
  exchange: Exchange,
  newest: number,
  given: Answer,
  old: number,
): Omit<Got, 'id'> {
  if (up.kind === 'refused') {
    const { status = 400, message } = up.refusal;
    return { status, body: message };
  }
  if (up.kind !== 'there') throw new Error(JSON.stringify(up));
  const down = answerTrip(exchange, newest, old, { status: given.status, body: given.body });
  if (down.kind !== 'there') throw new Error(JSON.stringify(down));
  const { status, body } = down.value;
  return { status, body: plain(body), request: up.value };
}

/** Undefined where nothing is. Of a refusal the words are in the body. */
function wrongWith(got: Got, law: Omit<Got, 'id'>): unknown {
  const isRefused = law.request === undefined;
  const isRight =
    got.status === law.status &&
    (isRefused
      ? got.request === undefined &&
        JSON.stringify(got.body).includes(JSON.stringify(law.body).slice(1, -1))
      : isSame(withoutEmptyGroups(got.request), law.request) && isSame(got.body, law.body));
  return isRight ? undefined : { got, law };
}

describe.each(histories.map((history) => [history.name, history] as const))(
  '%s',
  (name, history) => {
    const newest = history.versions.length - 1;
    const losses = declaredLosses.filter(({ api }) => api === name);
    let server: RecordingServer;

    beforeAll(async () => {
      server = await startRecording(
        await loadServer(ageFolder(name, history.versions[newest] ?? '')),
      );
    });
    afterAll(() => server.close());

    const spoken = history.sparse
      ? Array.from({ length: Number(history.versions[newest]) }, (_, index) => String(index + 1))
      : history.versions;

    test.each(spoken)('version %s, by hand', async (version) => {
      const position = history.versions.findLastIndex((one) => Number(one) <= Number(version));
      const operations = history.planned.api.versions[position]?.operations ?? new Map();
      expect(operations.size).toBeGreaterThan(0);
      for (const operation of operations.keys()) {
        for (const [turn, kind] of (['lasting', 'any'] satisfies Kind[]).entries()) {
          const drawn = seed + position * 100 + turn;
          const place = placeOf(history, position, operation);
          const request = requestOf(place, kind, drawn);
          const exchange = { history, losses, operation, context: {} };
          const up = requestTrip(exchange, position, newest, request);
          const id = `${version} ${operation} ${kind}`;
          const [given] = answersOf(placeOf(history, newest, operation), drawn);
          if (given === undefined) throw new Error('no answer');
          server.answer(id, given);

          const { path, init } = rawRequest(place, request, version);
          const headers = { ...init.headers, [caseHeader]: id };
          const response = await fetch(`${server.url}${path}`, { ...init, headers });
          const text = await response.text();
          const got = {
            id,
            status: response.status,
            body: text === '' ? undefined : (JSON.parse(text) as Json),
            request: server.taken(id).request,
          };
          expect(response.headers.get('api-versions')).toBeTruthy();
          expect(wrongWith(got, wanted(up, exchange, newest, given, position))).toBeUndefined();
        }
      }
    });
  },
);
