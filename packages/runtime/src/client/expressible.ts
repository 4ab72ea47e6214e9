import { fullVersion } from '../announcement.ts';
import type { LossReport } from '../decision.ts';
import type { ClientOperation, OperationForm } from '../exchange.ts';
import { locate } from '../located.ts';
import { jsonPointer, Refusal } from '../refusal.ts';
import { differences, Excuses } from '../round-trip.ts';
import { Trouble, words } from './trouble.ts';

type Path = readonly (string | number)[];

/** Parameters and body, as any version of an operation has them. */
export interface RequestParts {
  readonly path?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly cookie?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

/** A request as the spoken version says it. */
export interface Expressed {
  readonly form: OperationForm;
  readonly request: RequestParts;
  readonly losses: readonly LossReport[];
}

/**
 * A request of the newest version in an older one; `unrepresentable` where a decision refuses, or
 * where something would be left aside in silence: all that the caller said must come back from the
 * way up again, but for what a declared loss covers. Pure.
 */
export function express(
  operation: ClientOperation,
  asked: RequestParts,
  position: number,
): Expressed | Trouble {
  const form = formAt(operation, position);
  if (form === undefined) {
    const first = versionText(operation, operation.forms[0]?.first ?? 0);
    return cannotSay(`${operation.id} begins with version ${first}`, first);
  }
  let request: RequestParts = asked;
  const losses: LossReport[] = [];
  try {
    request = withoutEmptyGroups(asked);
    for (const { newer, downRequest, upRequest } of operation.steps.toReversed()) {
      if (newer <= position || downRequest === undefined) continue;
      const since = versionText(operation, newer);
      const [way, wayBack]: [LossReport[], LossReport[]] = [[], []];
      // Generation has paired the steps: each takes what the one before it gives.
      const older = downRequest(request as never, {
        operation: idAt(operation, newer),
        pathParameters: pathParameters(request),
        lost: (report) => way.push(report),
      }) as RequestParts | Refusal;
      if (older instanceof Refusal) {
        return cannotSay(older.message, since, locate(older.path, request, asked));
      }
      // As above: the way back takes what the way gave.
      let back: unknown = upRequest?.(older as never, {
        operation: idAt(operation, newer - 1),
        pathParameters: pathParameters(older),
        lost: (report) => wayBack.push(report),
      });
      // What must not go up is not converted at all, so it has to look the same in both.
      if (back === undefined || isNotForwarded(back)) back = older;
      if (back instanceof Refusal) {
        return cannotSay(back.message, since, locate(back.path, older, asked));
      }
      const excuses = new Excuses(way, wayBack);
      const [path] = differences(request, back, excuses);
      if (path !== undefined) {
        const message = `versions before ${since} cannot say it`;
        return cannotSay(message, since, locate(memberOf(path, request), request, asked));
      }
      losses.push(...excuses.used);
      request = older;
    }
  } catch (cause) {
    return new Trouble('request_invalid', `no such request: ${words(cause)}`, { cause });
  }
  return { form, request, losses };
}

const groups = ['path', 'query', 'header', 'cookie'] as const;

/** A group of parameters in which nothing is said says nothing. */
function withoutEmptyGroups(asked: RequestParts): RequestParts {
  const isSaid = (value: unknown): boolean => value !== undefined;
  const empty = groups.filter(
    (group) => group in asked && !Object.values(asked[group] ?? {}).some(isSaid),
  );
  if (empty.length === 0) return asked;
  const said = Object.entries(asked).filter(([name]) => !empty.some((group) => group === name));
  return Object.fromEntries(said);
}

/** Where a whole group of parameters is missing, the first that is. */
function memberOf(path: Path, request: RequestParts): Path {
  const [name, ...others] = path;
  const group = groups.find((one) => one === name);
  if (group === undefined || others.length > 0) return path;
  const member = Object.entries(request[group] ?? {}).find(([, value]) => value !== undefined);
  return member === undefined ? path : [group, member[0]];
}

export function formAt(operation: ClientOperation, position: number): OperationForm | undefined {
  return operation.forms.find(({ first, last }) => first <= position && position <= last);
}

/** Its id in that version. */
export function idAt(operation: ClientOperation, position: number): string {
  return formAt(operation, position)?.id ?? operation.id;
}

export function pathParameters({ path = {} }: RequestParts): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(path).map(([name, value]) => [name, String(value)]));
}

function versionText({ api }: ClientOperation, position: number): string {
  return fullVersion(api.versions[position] ?? '');
}

function cannotSay(
  message: string,
  since: string,
  path: readonly (string | number)[] = [],
): Trouble {
  const field = jsonPointer(path);
  const where = field === '' ? '' : `${field}: `;
  const details = field === '' ? { since } : { since, field };
  return new Trouble('unrepresentable', `${where}${message}`, details);
}

function isNotForwarded(back: unknown): boolean {
  return back instanceof Refusal && back.code === 'not_forwarded';
}
