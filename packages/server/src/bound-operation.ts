import type { Context, OperationResponse, Refusal } from '@skewline/runtime';
import type { ServerForm, ServerOperation } from '@skewline/runtime/exchange';
import { isJson } from './body.ts';
import type { Call } from './handlers.ts';
import { ParameterGroup } from './parameters.ts';
import { parameterKey, type PathTemplate } from './path-template.ts';

/** A handler as the adapter calls it. */
export type AnyHandler = (request: unknown, call: Call) => unknown;

/** A conversion by one step. */
export interface Step<From, To> {
  readonly newer: number;
  /** The operation's id in the version that the value comes from. */
  readonly source: string;
  readonly convert: (value: From, context: Context) => To | Refusal;
}

/** What a form declares for a status. */
export interface Declared {
  /** `200`, `4XX`, `default`. */
  readonly key: string;
  /** Null where nothing is sent. */
  readonly mediaType: string | null;
  readonly isJson: boolean;
}

type UpStep = Step<unknown, unknown>;
type DownStep = Step<OperationResponse, OperationResponse>;

/** An operation as one version's callers see it, with the way to its handler and back. */
export class BoundOperation {
  /** In the newest version that has the operation. */
  readonly id: string;
  readonly form: ServerForm;
  /** What the handler is written for. */
  readonly newest: ServerForm;
  /** Undefined where nobody handles what is retired. */
  readonly handler: AnyHandler | undefined;
  /** Why requests of this version are not forwarded, where somebody has said so. */
  readonly notForwarded: string | undefined;
  readonly up: readonly UpStep[];
  readonly down: readonly DownStep[];
  readonly path: ParameterGroup;
  readonly query: ParameterGroup;
  readonly header: ParameterGroup;
  readonly cookie: ParameterGroup;
  /** The keys of path parameters in the order of the path, by the names of this version. */
  readonly keys: ReadonlyMap<string, string>;
  readonly #declared = new Map<number, Declared | undefined>();
  readonly #promised = new Map<number, Declared | undefined>();

  constructor(
    operation: ServerOperation,
    form: ServerForm,
    position: number,
    template: PathTemplate,
    handler: AnyHandler | undefined,
  ) {
    this.id = operation.id;
    this.form = form;
    this.newest = operation.forms.at(-1) ?? form;
    this.handler = handler;
    this.notForwarded = operation.notForwarded?.find(
      ({ first, last }) => first <= position && position <= last,
    )?.reason;
    const idAt = (at: number): string =>
      operation.forms.find(({ first, last }) => first <= at && at <= last)?.id ?? operation.id;
    const steps = operation.steps.filter(({ newer }) => newer > position);
    this.up = steps.flatMap(({ newer, upRequest }) => {
      if (upRequest === undefined) return [];
      // Each shim takes what the one before it gives; generation has paired them.
      const convert = upRequest as UpStep['convert'];
      return [{ newer, source: idAt(newer - 1), convert }];
    });
    this.down = steps
      .flatMap(({ newer, downResponse }) =>
        downResponse === undefined ? [] : [{ newer, source: idAt(newer), convert: downResponse }],
      )
      .reverse();
    this.path = new ParameterGroup(form, 'path');
    this.query = new ParameterGroup(form, 'query');
    this.header = new ParameterGroup(form, 'header');
    this.cookie = new ParameterGroup(form, 'cookie');
    this.keys = new Map(template.names.map((name, place) => [name, parameterKey(place)]));
  }

  /** What is declared for a status: by the caller's version, else by the newest. */
  declared(status: number): Declared | undefined {
    return remembered(
      this.#declared,
      status,
      () => declaredBy(this.form, status) ?? declaredBy(this.newest, status),
    );
  }

  /** What the handler may give for a status. */
  promised(status: number): Declared | undefined {
    return remembered(this.#promised, status, () => declaredBy(this.newest, status));
  }
}

/** Statuses are few; what is none is not kept. */
function remembered(
  known: Map<number, Declared | undefined>,
  status: number,
  find: () => Declared | undefined,
): Declared | undefined {
  if (known.has(status)) return known.get(status);
  // A response of 1XX is no answer yet.
  if (!Number.isInteger(status) || status < 200 || status > 599) return undefined;
  const found = find();
  known.set(status, found);
  return found;
}

/** What a form says about a status: exactly, by its hundred, or by default. */
function declaredBy(form: ServerForm, status: number): Declared | undefined {
  const hundred = `${String(Math.floor(status / 100))}XX`;
  const key = [String(status), hundred, 'default'].find((one) =>
    Object.hasOwn(form.responses, one),
  );
  const mediaType = key === undefined ? undefined : form.responses[key];
  if (key === undefined || mediaType === undefined) return undefined;
  return { key, mediaType, isJson: mediaType !== null && isJson(mediaType) };
}
