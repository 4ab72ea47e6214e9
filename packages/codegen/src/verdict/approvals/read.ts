import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import type { Checked, Problem } from '../../model/problem.ts';
import { cut, valueText } from '../../model/visible.ts';
import { parseJson } from '../../read/json-text.ts';
import { defaultLimits } from '../../read/limits.ts';
import { lineFinder } from '../../read/line-of.ts';
import { child } from '../../read/pointer.ts';
import { Reporter } from '../../read/reporter.ts';
import { type Approval, approvalEntry, approvalsFile, toFillIn } from './approval.ts';

export interface ApprovalsOptions {
  /** The APIs of the package. An entry names its own where there are several. */
  readonly apis: readonly string[];
  /** As problems name it. */
  readonly file?: string;
}

const known = ['id', 'api', 'dependents', 'reason'];
const example = `write [${approvalEntry('the id that the check shows', 'the API')}] and fill it in`;

/** Reads the text of `skewline-approvals.json`. Where anything is wrong with it nothing is approved. */
export function readApprovals(
  text: string,
  { apis, file = approvalsFile }: ApprovalsOptions,
): Checked<readonly Approval[]> {
  const reporter = new Reporter(file, defaultLimits.problems, undefined);
  const json = parseJson(text, defaultLimits, reporter);
  const line = lineFinder(text);
  const problems: Problem[] = reporter.problems.map((one) => ({
    ...one,
    code: 'approvals_invalid',
  }));
  const wrong = (pointer: string, message: string, fix: string): void => {
    const at = line(pointer);
    const place = { file, pointer, ...(at === undefined ? {} : { line: at }) };
    problems.push({ code: 'approvals_invalid', severity: 'error', message, fix, ...place });
  };
  if (json === undefined) return { problems };
  if (!Array.isArray(json)) {
    wrong('', 'approvals are not a list', example);
    return { problems };
  }
  const approvals: Approval[] = [];
  // Array.isArray widens a readonly array to any[]; the entries are JSON by the type of json.
  for (const [index, one] of (json as readonly Json[]).entries()) {
    const pointer = child('', index);
    if (!isJsonObject(one)) {
      wrong(pointer, 'an approval is not an object', example);
      continue;
    }
    const entry = readEntry(one, apis, (key, message, fix) => {
      wrong(key === '' ? pointer : child(pointer, key), message, fix);
    });
    if (entry === undefined) continue;
    const before = approvals.find(({ id, api }) => id === entry.id && api === entry.api);
    if (before !== undefined) {
      const where = `entry ${String(Number(before.place.pointer.slice(1)) + 1)}`;
      wrong(
        child(pointer, 'id'),
        `${cut(entry.id, 80)} is approved twice`,
        `remove one: ${where} has it already`,
      );
      continue;
    }
    const at = line(pointer);
    const place = { file, pointer, ...(at === undefined ? {} : { line: at }) };
    approvals.push({ ...entry, place });
  }
  return problems.length > 0 ? { problems } : { value: approvals, problems };
}

type Wrong = (key: string, message: string, fix: string) => void;

function readEntry(
  one: JsonObject,
  apis: readonly string[],
  wrong: Wrong,
): Omit<Approval, 'place'> | undefined {
  let isRight = true;
  const not: Wrong = (key, message, fix) => {
    isRight = false;
    wrong(key, message, fix);
  };
  for (const key of Object.keys(one)) {
    if (!known.includes(key))
      not(key, `unknown member ${cut(key, 80)}`, `known are ${known.join(', ')}`);
  }
  const { id, dependents, reason } = one;
  if (!isWritten(id) || /\s/.test(id)) {
    not(
      'id' in one ? 'id' : '',
      'an approval needs the id of a change',
      'copy it from what the check shows',
    );
  }
  const names = Array.isArray(dependents) ? (dependents as readonly Json[]).filter(isWritten) : [];
  if (!Array.isArray(dependents) || names.length < dependents.length) {
    const fix = 'list the names of those who depend on it, or write [] where nobody does';
    not(
      'dependents' in one ? 'dependents' : '',
      'an approval says who depends on what breaks',
      fix,
    );
  } else if (new Set(names).size < names.length) {
    not('dependents', 'a dependent is listed twice', 'remove one of the two');
  }
  if (!isWritten(reason)) {
    not(
      'reason' in one ? 'reason' : '',
      'an approval needs a reason',
      'write why the break is meant',
    );
  }
  const api = apiOf(one, apis, not);
  if (!isRight || api === undefined || !isWritten(id) || !isWritten(reason)) return undefined;
  return { id, api, dependents: names, reason };
}

function apiOf(one: JsonObject, apis: readonly string[], wrong: Wrong): string | undefined {
  const { api } = one;
  const [only, ...others] = apis;
  if (api === undefined && only !== undefined && others.length === 0) return only;
  const known = `the package has ${apis.length === 0 ? 'no API' : apis.join(', ')}`;
  if (api === undefined) {
    wrong('', 'an approval needs the name of its API', `add "api": ${known}`);
    return undefined;
  }
  const found = apis.find((name) => name === api);
  if (found === undefined) wrong('api', `there is no API ${valueText(api, 80)}`, known);
  return found;
}

/** A text that a person has written: not blank, and not what the entry to paste has. */
function isWritten(value: Json | undefined): value is string {
  return typeof value === 'string' && value.trim() !== '' && value !== toFillIn;
}
