// TypeScript 5.9, the one with an API; at the root of the repository the name leads to version 7.
import ts from 'typescript';

export { ts };
