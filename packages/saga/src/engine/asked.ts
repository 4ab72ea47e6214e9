import { randomUUID } from 'node:crypto';
import type { Uuid } from '@skewline/runtime/api';
import { actionId, type Registry } from '../action.ts';
import type { Dag } from '../dag.ts';
import { checkJson, isObject, type Json } from '../json.ts';
import { type SagaQuery, sagaPhases, type StartOptions } from './port.ts';
import { type EngineRefusal, refuseEngine } from './refusal.ts';

/** What `start` was asked, checked. */
export interface AskedStart {
  readonly ok: true;
  readonly id: Uuid;
  readonly subject: string | null;
  readonly params: Json;
}

const MAX_NAME = 128;

export function checkStart(
  dag: Dag,
  params: unknown,
  { id = randomUUID(), subject }: StartOptions,
  actions: Registry,
): AskedStart | EngineRefusal {
  const checked = checkJson(params);
  if (!checked.ok) return refuseEngine('params_not_object', checked.message);
  if (!isObject(checked.json)) return refuseEngine('params_not_object');
  if (!isUuid(id)) return refuseEngine('bad_option', 'id is no UUID');
  if (dag.name === '' || dag.name.length > MAX_NAME) {
    return refuseEngine('bad_option', `the name of a DAG has 1 to ${MAX_NAME} characters`);
  }
  if (subject !== undefined && !checkJson(subject).ok) {
    return refuseEngine('bad_option', 'subject is no text that can be stored');
  }
  for (const { work } of dag.nodes) {
    if (work.kind === 'constant') continue;
    const { name, version } = work.action;
    if (actions.find(name, version) === undefined) {
      return refuseEngine('unknown_action', actionId(work.action));
    }
  }
  return { ok: true, id: id.toLowerCase(), subject: subject ?? null, params: checked.json };
}

const uuidPattern = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** In the form in which databases give them. Anything else is nobody's id. */
export function isUuid(text: string): boolean {
  return uuidPattern.test(text);
}

/** RFC 3339, as all times of the port are. */
export function isTime(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT/.test(text) && !Number.isNaN(Date.parse(text));
}

/** A question for sagas with all that it may leave out. */
export interface CheckedQuery extends SagaQuery {
  readonly limit: number;
}

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1000;

export function checkQuery(query: SagaQuery): CheckedQuery | EngineRefusal {
  const { limit = DEFAULT_LIMIT, states = [], name, subject, after } = query;
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    return refuseEngine('bad_option', `limit is a whole number from 1 to ${MAX_LIMIT}`);
  }
  const strange = states.find((state) => !sagaPhases.includes(state));
  if (strange !== undefined) return refuseEngine('bad_option', `'${strange}' is no state`);
  for (const text of [name, subject]) {
    if (text !== undefined && !checkJson(text).ok) {
      return refuseEngine('bad_option', 'a name or subject is text that cannot be stored');
    }
  }
  if (after !== undefined && after !== null && !isUuid(after.id)) {
    return refuseEngine('bad_option', 'after is no place in a list');
  }
  const times = [query.createdBefore, query.createdAfter, after?.timeCreated];
  const noTime = times.find((time) => time !== undefined && !isTime(time));
  if (noTime !== undefined) return refuseEngine('bad_option', `'${noTime}' is no time`);
  return { ...query, limit };
}
