import { type Answer, completenessNote } from '../ask/completeness-note.js';
import type { Command } from '../command-line/command.js';

/** @returns whether JSON was asked for, which is printed then */
export function printJson({ asked, terminal }: Command, answer: object): boolean {
  if (asked.json) terminal.out(JSON.stringify(answer));
  return asked.json;
}

/** Says beside the answer what it lacks. */
export function noteCompleteness({ terminal }: Command, answer: Answer): void {
  const note = completenessNote(answer);
  if (note !== undefined) terminal.note(note);
}
