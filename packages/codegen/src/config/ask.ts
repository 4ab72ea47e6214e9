import { isJsonObject } from '../model/json.ts';
import type { Ask } from '../plan/step.ts';
import type { Members } from './members.ts';

/** `ask`. Between versions an entry says the step; a representation has only one. */
export function readAsks(members: Members, withStep: boolean): readonly Ask[] {
  const example = withStep ? '"step": "16", ' : '';
  const fix = `write [{${example}"direction": "down", "type": "Inventory"}]`;
  const asks: Ask[] = [];
  for (const [index, one] of members.list('ask', fix).entries()) {
    const {
      step = withStep ? undefined : '',
      direction,
      type,
      field,
    } = isJsonObject(one) ? one : {};
    const directed = direction === 'up' || direction === 'down';
    const named = field === undefined || typeof field === 'string';
    if (typeof step === 'string' && directed && typeof type === 'string' && named) {
      asks.push({ step, direction, type, ...(field === undefined ? {} : { field }) });
    } else {
      const message = `an entry needs ${withStep ? 'step, ' : ''}direction (up or down) and type`;
      members.wrong(`ask/${String(index)}`, message, fix);
    }
  }
  return asks;
}
