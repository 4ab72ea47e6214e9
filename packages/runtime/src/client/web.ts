/** What fetch takes, by the types that Node's and a browser's declarations both have. */

/** Pairs, a record or `Headers`. */
export type HeadersInput = ConstructorParameters<typeof Headers>[0];

/** Text, bytes, a form or a stream. */
export type BodyInput = NonNullable<RequestInit['body']>;
