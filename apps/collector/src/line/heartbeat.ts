/** Longest line that is looked at: a heartbeat has a time and the word. */
const MAX_BYTES = 200;
const [DASH, BRACKET] = [0x2d, 0x5b];
const WORDS = [Buffer.from('HEARTBEAT'), Buffer.from('HEARBEAT')];
const LINE = /^(?:- - - \[[^\]]*\] "HEART?BEAT" - -|(?:\[[^\]]*\] ){0,3}(?:\[-\] ){2}HEART?BEAT)$/;

/** Whether a line only says that its writer lives, in the access or the error form of Visor's generator. */
export function isHeartbeat(line: Buffer): boolean {
  if (line[0] !== DASH && line[0] !== BRACKET) return false;
  if (line.length > MAX_BYTES || !WORDS.some((word) => line.includes(word))) return false;
  return LINE.test(line.toString('latin1'));
}
