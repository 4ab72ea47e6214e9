import { randomUUID } from 'node:crypto';
import type { Uuid } from '@skewline/runtime/api';
import { actionId, type Registry } from '../action.ts';
import type { Dag } from '../dag.ts';
import { checkJson, isObject, type Json } from '../json.ts';
import type { StartOptions } from './port.ts';
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
