/** One line of a stack, normalised: without line numbers, folders of an installation, hashes of a build. */
export interface Frame {
  /** Empty when anonymous or minified. */
  function: string;
  /** File without folders and ending; a folder before it when the name alone says little (`orders/index`). Empty when unknown. */
  file: string;
  /** False for the runtime's own code, for libraries and for what compilers add. */
  isInApp: boolean;
}

/** A frame that says nothing of the application. */
export const FOREIGN_FRAME: Frame = { function: '', file: '', isInApp: false };
