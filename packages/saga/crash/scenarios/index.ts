import type { Scenario } from '../scenario.ts';
import { careless } from './careless.ts';
import { toy } from './toy.ts';

export const scenarios: readonly Scenario[] = [toy];

/** The suite must find faults in it. */
export const control: Scenario = careless;

export function scenarioCalled(name: string): Scenario {
  const found = [...scenarios, control].find((scenario) => scenario.name === name);
  if (found === undefined) throw new Error(`no scenario '${name}'`);
  return found;
}
