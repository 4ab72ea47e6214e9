/**
 * Bytes as PostgreSQL writes them: `\x`, then two hexadecimal digits for each.
 *
 * @pattern ^\\x([0-9a-f]{2})*$
 */
export type Bytes = string;

/**
 * A length of time as PostgreSQL writes it: `00:05:00`, `1 day 02:00:00`.
 *
 * @minLength 1
 */
export type Interval = string;
