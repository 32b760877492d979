/** One line of a stack, normalised: without line numbers, folders of an installation and hashes of a build. */
export interface Frame {
  /** Empty when anonymous or minified. */
  function: string;
  /** File without folders and extension; empty when unknown. */
  file: string;
  /** False for the runtime's own code and for libraries. */
  isInApp: boolean;
}
