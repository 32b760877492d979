import { defineConfig } from 'vite';

/**
 * Static files for the monitor to serve at `/`, under a policy that allows nothing inline and nothing foreign:
 * no inlined assets, no polyfill snippet, relative addresses so that a reverse proxy may put a prefix before them.
 */
export default defineConfig({
  base: './',
  build: {
    // Baseline of 2024: light-dark(), container queries, nesting and @layer stay as they are written.
    target: ['chrome123', 'firefox128', 'safari17.5'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
  server: { proxy: { '/api': 'http://127.0.0.1:5004' } },
});
