import type { Api } from '../model/api.ts';
import type { Epochs } from '../model/epochs.ts';
import { type Check, type ExchangeChecks, exchangeChecks } from '../plan/exchange-checks.ts';
import type { Lineage } from '../plan/lineage.ts';
import { operationWords } from '../plan/operation-words.ts';
import { type Range, rangesOf } from '../plan/ranges.ts';
import { validatorName } from './validators.ts';

/** A function that checks: `validateRequest_vmm_register` of `generated/v10/exchanges.ts`. */
export interface ValidatorPlace {
  /** Position of the version. */
  readonly version: number;
  readonly module: 'exchanges' | 'validators';
  readonly name: string;
}

/** What checks an operation's exchanges; see `ExchangeValidators` of the runtime. */
export interface ExchangePlaces {
  readonly request?: ValidatorPlace;
  readonly responses: { readonly [status: string]: ValidatorPlace };
}

/** A function of `generated/vN/exchanges.ts`. */
export interface ExchangeFunction extends Check {
  readonly name: string;
}

/** Which validators there are for exchanges, and which are the types' own. */
export class ExchangeValidators {
  readonly #epochs: Epochs;
  readonly #identifiers: ReadonlyMap<string, string>;
  readonly #words: ReadonlyMap<string, string>;
  readonly #checks = new Map<Lineage, ExchangeChecks>();

  constructor(api: Api, epochs: Epochs, identifiers: ReadonlyMap<string, string>) {
    this.#epochs = epochs;
    this.#identifiers = identifiers;
    this.#words = operationWords(api.versions);
  }

  /** Ranges in which the same functions check an operation; oldest first, without gaps. */
  ranges(lineage: Lineage): readonly Range<ExchangePlaces>[] {
    return rangesOf(lineage.first, lineage.last, (position) => this.#placesAt(lineage, position));
  }

  /** Those that begin in a version, in the order of their names. */
  functionsBeginningAt(version: number, lineages: readonly Lineage[]): readonly ExchangeFunction[] {
    return lineages
      .flatMap((lineage): ExchangeFunction[] => {
        const { requests, responses } = this.#checksOf(lineage);
        const own = requests.map((check) => ({ ...check, name: this.#requestName(check) }));
        const answers = Object.entries(responses).flatMap(([status, checks]) =>
          checks
            .filter(({ schema }) => schema.kind !== 'reference')
            .map((check) => ({ ...check, name: this.#responseName(check, status) })),
        );
        return [...own, ...answers];
      })
      .filter(({ first }) => first === version)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  #checksOf(lineage: Lineage): ExchangeChecks {
    const known = this.#checks.get(lineage);
    if (known !== undefined) return known;
    const checks = exchangeChecks(lineage, this.#epochs);
    this.#checks.set(lineage, checks);
    return checks;
  }

  #placesAt(lineage: Lineage, position: number): ExchangePlaces {
    const { requests, responses } = this.#checksOf(lineage);
    const at = (checks: readonly Check[]): Check | undefined =>
      checks.find(({ first, last }) => first <= position && position <= last);
    const request = at(requests);
    const answers = Object.entries(responses).flatMap(([status, checks]) => {
      const check = at(checks);
      return check === undefined ? [] : [[status, this.#responsePlace(check, status)] as const];
    });
    return {
      ...(request === undefined
        ? {}
        : { request: this.#ownPlace(request, this.#requestName(request)) }),
      responses: Object.fromEntries(answers),
    };
  }

  /** A body that is nothing but a type is checked as that type. */
  #responsePlace(check: Check, status: string): ValidatorPlace {
    const { schema, first } = check;
    if (schema.kind !== 'reference') {
      return this.#ownPlace(check, this.#responseName(check, status));
    }
    const version = this.#epochs.at(first, schema.name)?.first ?? first;
    return { version, module: 'validators', name: validatorName(this.#identifiers, schema.name) };
  }

  #ownPlace({ first }: Check, name: string): ValidatorPlace {
    return { version: first, module: 'exchanges', name };
  }

  #requestName({ operation }: Check): string {
    return `validateRequest_${this.#words.get(operation.id) ?? ''}`;
  }

  /** A status has no underscore, so no two of these are one. */
  #responseName({ operation }: Check, status: string): string {
    return `validateResponse_${this.#words.get(operation.id) ?? ''}_${status}`;
  }
}
