import { announces, parseAnnouncement, versionHeader, versionsHeader } from '../announcement.ts';
import type { LossReport } from '../decision.ts';
import type { ApiVersions, ClientOperation, OperationForm } from '../exchange.ts';
import { isObject, ownMember } from '../objects.ts';
import type { OperationResponse } from '../operation.ts';
import { express, type RequestParts } from './expressible.ts';
import type { LossEvent } from './hooks.ts';
import type { Spoken } from './negotiation.ts';
import type { CallOptions, ResponseValidators } from './options.ts';
import { type Encoded, encode } from './request.ts';
import { checked, type Limits, readAnswer, upward } from './response.ts';
import type { Failure } from './result.ts';
import { discard, send, type Settings } from './transport.ts';
import { failure, Trouble } from './trouble.ts';

/** What a call needs of its connection. */
export interface Line {
  readonly api: ApiVersions;
  readonly baseUrl: string;
  readonly settings: Settings;
  readonly limits: Limits;
  readonly validators: ResponseValidators | undefined;
  /** The version to speak; asked for where it is not known. */
  speak(options: CallOptions): Spoken | Promise<Spoken | Trouble>;
  /** The same, asked for once more: the server may have been upgraded since it was last heard. */
  speakNow(options: CallOptions): Promise<Spoken | undefined>;
  /** A response had this announcement. */
  heard(announcement: string): void;
  /** A response refused the version it was sent; why it is no use to try another. */
  refused(announcement: string, sent: string): Trouble | undefined;
}

/** What was called, told apart as the generated types say: the caller knows which type it is. */
type Outcome = Failure | Answered;
type Answered = {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: Headers;
  readonly version: string;
} & Readonly<Record<string, unknown>>;

/** A refused version is answered in another one, so often in one call. */
const mostRefusals = 3;

export async function call(
  line: Line,
  operation: ClientOperation,
  asked: RequestParts,
  options: CallOptions,
): Promise<Outcome> {
  const { id } = operation;
  if (!isSameApi(line.api, operation.api)) {
    return failure(new Trouble('request_invalid', `this connection is to ${line.api.name}`), id);
  }
  for (let refusals = 0; ; refusals += 1) {
    let spoken = await line.speak(options);
    if (spoken instanceof Trouble) return failure(spoken, id);
    let request = express(operation, asked, spoken.position);
    if (saysTooLittle(request)) {
      const now = await line.speakNow(options);
      if (now !== undefined && now.position > spoken.position) {
        spoken = now;
        request = express(operation, asked, now.position);
      }
    }
    const { version, position } = spoken;
    if (request instanceof Trouble) return failure(request, id, version);
    const report = lossReporter(line.settings, id, version);
    if (request.losses.map(report('request')).includes('refuse')) {
      const lost = new Trouble('unrepresentable', `onLoss refuses: ${lossText(request.losses)}`);
      return failure(lost, id, version);
    }
    const encoded = encode(request.form, request.request);
    if (encoded instanceof Trouble) return failure(encoded, id, version);
    const answer = await exchange(line, { id, version, form: request.form, encoded, options });
    if (answer instanceof Trouble) return failure(answer, id, version);
    if ('refused' in answer) {
      const problem = line.refused(answer.refused, version) ?? again(encoded, refusals);
      if (problem === undefined) continue;
      return failure(problem, id, version);
    }
    const { headers } = answer;
    const upped =
      checked(answer, operation, position, line.validators) ??
      upward(operation, request.request, position, answer);
    if (upped instanceof Trouble) return failure(upped, id, version);
    upped.losses.forEach(report('response'));
    const { status, body } = upped;
    const common = { status, headers, version };
    if (status >= 400)
      return { ok: false, code: 'error_status', error: body, message: messageOf(upped), ...common };
    const losses = [...new Set([...request.losses, ...upped.losses].map(({ loss }) => loss))];
    return { ok: true, value: body, losses, ...common };
  }
}

/** Before a server is told less than was asked for, or nothing, it is asked what it speaks by now. */
function saysTooLittle(request: ReturnType<typeof express>): boolean {
  return request instanceof Trouble
    ? request.code === 'unrepresentable'
    : request.losses.length > 0;
}

/** Positions in one list of versions mean nothing in another. */
function isSameApi(a: ApiVersions, b: ApiVersions): boolean {
  return a === b || (a.name === b.name && String(a.versions) === String(b.versions));
}

type Exchanged = (OperationResponse & { readonly headers: Headers }) | { readonly refused: string };

function exchange(
  line: Line,
  {
    id,
    version,
    form,
    encoded: { method, path, headers: given, body },
    options,
  }: {
    readonly id: string;
    readonly version: string;
    readonly form: OperationForm;
    readonly encoded: Encoded;
    readonly options: CallOptions;
  },
): Promise<Exchanged | Trouble> {
  const { timeoutMs = line.settings.timeoutMs, retries = line.settings.retries } = options;
  const { idempotencyKey, signal } = options;
  let headers: Headers;
  try {
    headers = new Headers({ accept: accepted(form) });
    for (const [name, value] of new Headers(options.headers)) headers.set(name, value);
    for (const [name, value] of given) headers.set(name, value);
    if (idempotencyKey !== undefined) headers.set('idempotency-key', idempotencyKey);
    headers.set(versionHeader, version);
  } catch (cause) {
    const message = `the headers of this call cannot be sent: ${String(cause)}`;
    return Promise.resolve(new Trouble('request_invalid', message, { cause }));
  }
  const outgoing = {
    operation: id,
    version,
    method,
    url: `${line.baseUrl}${path}`,
    headers,
    signal,
    isRepeatable: isRepeatable(method, idempotencyKey) && !(body instanceof ReadableStream),
    ...(body === undefined ? {} : { body }),
  };
  return send({ ...line.settings, timeoutMs, retries }, outgoing, {
    heard(response) {
      const announced = response.headers.get(versionsHeader);
      if (announced !== null && !isRefusal(response, version)) line.heard(announced);
    },
    async read(response) {
      if (isRefusal(response, version)) {
        discard(response);
        return { refused: response.headers.get(versionsHeader) ?? '' };
      }
      const answer = await readAnswer(response, form, line.limits);
      return answer instanceof Trouble ? answer : { ...answer, headers: response.headers };
    },
  });
}

/** A 400 that announces other versions than the one it was sent. */
function isRefusal({ status, headers }: Response, sent: string): boolean {
  if (status !== 400) return false;
  const announcement = parseAnnouncement(headers.get(versionsHeader) ?? '');
  return announcement !== undefined && !announces(announcement, sent);
}

/** Why the request is not sent once more after its version was refused. */
function again({ body }: Encoded, refusals: number): Trouble | undefined {
  if (body instanceof ReadableStream) {
    const message = 'the server refused the version, and a stream cannot be sent twice';
    return new Trouble('no_common_version', message, { status: 400 });
  }
  if (refusals < mostRefusals) return undefined;
  const message = `the server refused ${String(refusals + 1)} versions one after another`;
  return new Trouble('no_common_version', message, { status: 400 });
}

function isRepeatable(method: string, idempotencyKey: string | undefined): boolean {
  const methods = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'TRACE'];
  return idempotencyKey !== undefined || methods.includes(method);
}

function accepted({ responses }: OperationForm): string {
  const types = Object.values(responses).filter((type) => type !== null);
  return [...new Set([...types, 'application/json'])].join(', ');
}

function lossReporter({ hooks }: Settings, operation: string, version: string) {
  return (direction: LossEvent['direction']) =>
    ({ loss, from, to }: LossReport): 'refuse' | undefined | void =>
      hooks.onLoss?.({ operation, direction, loss, from, to, version });
}

function lossText(losses: readonly LossReport[]): string {
  return [...new Set(losses.map(({ loss }) => loss))].join('; ');
}

function messageOf({ status, body }: OperationResponse): string {
  const said = isObject(body) ? ownMember<object, string>(body, 'message') : undefined;
  return typeof said === 'string' ? said : `status ${String(status)}`;
}
