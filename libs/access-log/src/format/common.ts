import { clfFormat } from './clf-format.js';

/** Apache's `common`, and what Visor's generator writes: `%h %l %u %t "%r" %>s %b`. */
export const common = clfFormat('common', (_line, from) => from);
