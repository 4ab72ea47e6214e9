import type { LossReport } from '../decision.ts';
import type { ClientOperation, OperationForm } from '../exchange.ts';
import { locate } from '../located.ts';
import { ownMember } from '../objects.ts';
import type { OperationResponse } from '../operation.ts';
import { jsonPointer, Refusal } from '../refusal.ts';
import { formAt, idAt, pathParameters, type RequestParts } from './expressible.ts';
import { isJson, isOf } from './media-type.ts';
import type { ResponseValidators } from './options.ts';
import { excerptOf, parseJson, readText } from './read-body.ts';
import { discard } from './transport.ts';
import { Trouble, words } from './trouble.ts';

export interface Limits {
  readonly maxResponseBytes: number;
  readonly maxDepth: number;
}

/** Where a redirect leads; undefined where it is none. A browser says no more than that it is one. */
export function redirection(response: Response): string | undefined {
  if (response.type === 'opaqueredirect') return 'elsewhere';
  const { status, headers } = response;
  if (![301, 302, 303, 307, 308].includes(status)) return undefined;
  return `to ${headers.get('location')?.slice(0, 200) ?? 'nowhere'}`;
}

export function redirected(response: Response, where: string): Trouble {
  const { status } = response;
  return new Trouble('redirected', `redirected ${where}, which is not followed`, { status });
}

/** The key of a status among responses: `404`, else `4XX`, else `default`. */
export function keyOf(responses: object, status: number): string | undefined {
  const keys = Object.keys(responses);
  const isGood = (key: string): boolean => /^[123]/.test(key);
  const key = [String(status), `${String(status)[0]}XX`, 'default'].find((one) =>
    keys.includes(one),
  );
  // Beside a success that is listed, `default` is for errors.
  return key === 'default' && status < 400 && keys.some(isGood) ? undefined : key;
}

/** The body of an answer, as the form says it is. */
export async function readAnswer(
  response: Response,
  form: OperationForm,
  limits: Limits,
): Promise<OperationResponse | Trouble> {
  const { status, headers } = response;
  const key = keyOf(form.responses, status);
  const where = key === undefined ? redirection(response) : undefined;
  if (where !== undefined) return redirected(response, where);
  const due = key === undefined ? undefined : form.responses[key];
  const type = headers.get('content-type');
  if (due === undefined || (due !== null && type !== null && !isOf(type, due))) {
    const excerpt = await excerptOf(response);
    if (due === undefined) {
      const message = `status ${String(status)} is none of ${form.id}${excerpt}`;
      return new Trouble('unexpected_status', message, { status });
    }
    const message = `${String(type).slice(0, 100)} where ${String(due)} is due${excerpt}`;
    return new Trouble('unexpected_content', message, { status });
  }
  if (due === null) {
    discard(response);
    return { status, body: undefined };
  }
  if (!isJson(due)) return { status, body: response };
  const text = await readText(response, limits.maxResponseBytes);
  if (text instanceof Trouble) return text;
  const json = parseJson(text, limits.maxDepth, status);
  return json instanceof Trouble ? json : { status, body: json.value };
}

/** Checks an answer against the version that it is of. */
export function checked(
  { status, body }: OperationResponse,
  { id }: ClientOperation,
  position: number,
  validators: ResponseValidators | undefined,
): Trouble | undefined {
  const ranges = validators === undefined ? undefined : ownMember<object, string>(validators, id);
  // A member of the validators, of which that is the type.
  const range = (ranges as ResponseValidators[string] | undefined)?.find(
    ({ first, last }) => first <= position && position <= last,
  );
  const key = range === undefined ? undefined : keyOf(range.responses, status);
  const validate = key === undefined ? undefined : range?.responses[key];
  if (validate === undefined || validate(body)) return undefined;
  const [error] = validate.errors ?? [];
  const field = error?.instancePath ?? '';
  const message = `the answer is not of the version it was asked in: ${field} ${error?.message ?? ''}`;
  return new Trouble('response_invalid', message.trim(), { status, field });
}

export interface Upward extends OperationResponse {
  readonly losses: readonly LossReport[];
}

/** An answer of an older version in the newest. Pure. */
export function upward(
  operation: ClientOperation,
  sent: RequestParts,
  position: number,
  answer: OperationResponse,
): Upward | Trouble {
  const losses: LossReport[] = [];
  const { status } = answer;
  let current = answer;
  try {
    for (const { newer, upResponse } of operation.steps) {
      if (newer <= position || upResponse === undefined) continue;
      const next = upResponse(current, {
        operation: idAt(operation, newer - 1),
        pathParameters: pathParameters(sent),
        lost: (report) => losses.push(report),
      });
      if (next instanceof Refusal) {
        const field = jsonPointer(locate(next.path, current.body, answer.body));
        return new Trouble('response_unconvertible', next.message, { status, field });
      }
      current = next;
    }
  } catch (cause) {
    const message = `the answer is not of the version it was asked in: ${words(cause)}`;
    return new Trouble('response_invalid', message, { status, cause });
  }
  const newest = formAt(operation, operation.api.versions.length - 1);
  if (newest !== undefined && keyOf(newest.responses, current.status) === undefined) {
    const message = `status ${String(current.status)} is none of ${newest.id} any more`;
    return new Trouble('unexpected_status', message, { status });
  }
  return { ...current, losses };
}
