import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { PowerState, SledPower, SledPowers } from '@skewline/gateway-types';
import * as conversions from '@skewline/gateway-types/conversions';
import { validators } from '@skewline/gateway-types/validators';
import { storedFile } from '@skewline/stored';
import { GatewayProblem, systemWords } from './problem.ts';

/** The power of all sleds that are known. In a file, so that it is the same after a restart. */
export interface PowerTable {
  /** By serial number, in its order. */
  readonly list: () => readonly SledPower[];
  readonly view: (serial: string) => SledPower | undefined;
  /** Resolves when it is in the file; or with why it is not, and then nothing has changed. */
  readonly put: (serial: string, state: PowerState) => Promise<SledPower | GatewayProblem>;
}

/**
 * Reads the file, or begins one, and adds the sleds that it does not have yet: they are on. It is written at once, so that
 * a file that cannot be written is found out now and not when a sled is switched off.
 */
export async function openPowerTable(
  path: string,
  sleds: readonly string[],
  now: () => string,
): Promise<PowerTable | GatewayProblem> {
  try {
    await mkdir(dirname(path), { recursive: true });
  } catch (thrown) {
    return new GatewayProblem('state', `${dirname(path)} cannot be made: ${systemWords(thrown)}`);
  }
  const file = storedFile<SledPowers>({
    path,
    api: 'gateway',
    type: 'SledPowers',
    conversions,
    validators,
  });
  let items: readonly SledPower[] = [];
  /** Changes the file, and then what is known. One change comes after the other. */
  const change = async (next: (items: readonly SledPower[]) => readonly SledPower[]) => {
    const written = await file.update((stored) => ({ items: sorted(next(stored?.items ?? [])) }));
    if (!written.ok) return new GatewayProblem('state', written.message);
    items = written.value.items;
    return undefined;
  };
  const time = now();
  const begun = await change((stored) => [
    ...stored,
    ...sleds
      .filter((serial) => !stored.some((sled) => sled.serial === serial))
      .map((serial) => ({ serial, power_state: 'A0' as const, time_changed: time })),
  ]);
  if (begun !== undefined) return begun;
  return {
    list: () => items,
    view: (wanted) => items.find(({ serial }) => serial === wanted),
    put: async (serial, state) => {
      let sled: SledPower = { serial, power_state: state, time_changed: now() };
      const problem = await change((stored) => {
        const before = stored.find((one) => one.serial === serial);
        if (before?.power_state === state) sled = before;
        return [...stored.filter((one) => one.serial !== serial), sled];
      });
      return problem ?? sled;
    },
  };
}

function sorted(sleds: readonly SledPower[]): SledPower[] {
  return sleds.toSorted((a, b) => (a.serial < b.serial ? -1 : 1));
}
