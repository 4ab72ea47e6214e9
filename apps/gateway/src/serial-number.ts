/** As the API says it; also for what comes from files and the command line. */
export function isSerialNumber(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z0-9._-]{1,64}$/.test(value);
}
