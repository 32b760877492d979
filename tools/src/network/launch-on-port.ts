import { ToolError } from '../tool-error.js';
import { freePort, isPortFree } from './port.js';

const ATTEMPTS = 5;

/**
 * Runs a launch on the port that was asked for, or on free ones: a free port can be lost between the look and the bind,
 * then another one is tried.
 *
 * @param launch throws ToolError PORT_TAKEN when it found the port taken.
 * @returns the port on which it stands.
 * @throws ToolError PORT_TAKEN for a fixed port that is taken, and whatever `launch` throws.
 */
export async function launchOnPort(
  name: string,
  fixed: number | undefined,
  launch: (port: number) => Promise<void>,
): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    const port = fixed ?? (await freePort());
    if (fixed !== undefined && !(await isPortFree(fixed))) throw portTaken(name, fixed);
    try {
      await launch(port);
      return port;
    } catch (error) {
      // With a fixed port it was another one (a broker's controller has a free one too), or the next look will tell.
      const lost = error instanceof ToolError && error.code === 'PORT_TAKEN';
      if (!lost || attempt === ATTEMPTS) throw error;
    }
  }
}

export function portTaken(name: string, port: number): ToolError {
  return new ToolError('PORT_TAKEN', `Port ${port} for ${name} is taken by another process.`);
}
