import type { Scenario } from '../scenario.ts';
import { careless } from './careless.ts';
import { createAndDeleteScenarios } from './instance/create-delete.ts';
import { startScenarios } from './instance/start.ts';
import { stopAndMigrateScenarios } from './instance/stop-migrate.ts';
import { updateScenarios } from './instance/update.ts';
import { toy } from './toy.ts';

export const scenarios: readonly Scenario[] = [
  // The longest first, so that nobody waits for one alone in the end.
  ...startScenarios,
  ...createAndDeleteScenarios,
  ...stopAndMigrateScenarios,
  ...updateScenarios,
  toy,
];

/** The suite must find faults in it. */
export const control: Scenario = careless;

export function scenarioCalled(name: string): Scenario {
  const found = [...scenarios, control].find((scenario) => scenario.name === name);
  if (found === undefined) throw new Error(`no scenario '${name}'`);
  return found;
}
