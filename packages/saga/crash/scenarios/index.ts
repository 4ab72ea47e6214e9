import type { Scenario } from '../scenario.ts';
import { toy } from './toy.ts';

export const scenarios: readonly Scenario[] = [toy];

export function scenarioCalled(name: string): Scenario {
  const found = scenarios.find((scenario) => scenario.name === name);
  if (found === undefined) throw new Error(`no scenario '${name}'`);
  return found;
}
