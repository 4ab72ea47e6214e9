/** A request as it goes over the wire: nothing in it has to make sense. */
export interface WireRequest {
  readonly method: string;
  /** With its query, as it stands in the first line. */
  readonly path: string;
  /** In this order; a name may come twice. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer | null;
}

/** Headers without these names, whatever their case. */
export function without(
  headers: WireRequest['headers'],
  ...names: readonly string[]
): WireRequest['headers'] {
  return headers.filter(([name]) => !names.includes(name.toLowerCase()));
}

/** Headers with this one in the place of any other of its name. */
export function withHeader(
  headers: WireRequest['headers'],
  name: string,
  value: string,
): WireRequest['headers'] {
  return [...without(headers, name), [name, value]];
}
