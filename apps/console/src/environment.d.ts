interface ImportMetaEnv {
  /** Which build this is: see `source-stamp.ts`. */
  readonly SKEWLINE_BUILD: string;
}
