import type { ValidateFunction } from 'ajv/dist/2020.js';
import type { ValidatorEpoch } from '@skewline/runtime/validation';
import type { Draw } from '../../random.ts';
import type { Json } from '../json.ts';
import { mutateJson, oddValue } from '../mutate.ts';
import { compareVerdicts, Reference } from '../reference.ts';
import type { Site } from '../site.ts';
import type { Target, Trial } from '../target.ts';

interface Entry {
  readonly site: Site;
  readonly type: string;
  readonly version: number;
  readonly epoch: ValidatorEpoch;
  readonly direct: () => ValidateFunction | undefined;
}

/** Emitted validators beside ajv on the emitted schemas, and beside the interpreter of verdicts. */
export class Validators implements Target {
  readonly name = 'validators';
  readonly #entries: readonly Entry[];

  constructor(all: readonly Site[]) {
    this.#entries = all.flatMap((site) => {
      const reference = new Reference(site.planned);
      return Object.entries(site.generated.validators).flatMap(([type, epochs]) =>
        epochs.map((epoch): Entry => {
          const version = site.generated.versions.indexOf(epoch.from);
          const direct = (): ValidateFunction | undefined => reference.of(type, version);
          return { site, type, version, epoch, direct };
        }),
      );
    });
  }

  run(draw: Draw, trial: Trial): boolean {
    const { site, type, version, epoch, direct } = draw.of(this.#entries);
    const side = site.sides[version];
    const schema = side?.lookUp(type);
    if (side === undefined || schema === undefined) throw new Error(`no type ${type}`);
    const value = site.values[version]?.of(schema, draw) ?? oddValue(draw);
    const holder: Json = { value: structuredClone(value) };
    for (let count = draw.below(4); count > 0; count -= 1) mutateJson(holder, draw);
    // As a parser gives it.
    const parsed = JSON.parse(JSON.stringify(holder)) as { [name: string]: Json };
    const given = Object.hasOwn(parsed, 'value') ? (parsed['value'] ?? null) : null;
    trial.note(`${site.name} ${type} ${epoch.from}`, JSON.stringify(given));
    return compareVerdicts(given, { epoch, direct: direct(), type, side }, trial);
  }
}
