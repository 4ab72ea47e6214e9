// The life of an API needs no corpus, so it is among the tests that everybody runs; judging real
// history and living one through belong together, so it runs with that suite too.
import './life.test.ts';
