/** `SKEWLINE_SHORT=1 npm run test:e2e`: a part that shows that all of it works, for CI. What is left out is said. */
export const isShort: boolean = process.env['SKEWLINE_SHORT'] === '1';
