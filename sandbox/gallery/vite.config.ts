import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

// `npx vite sandbox/gallery --port 4300`: every state of the agent panel with made-up data. Never part of dist.
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  server: { fs: { allow: [fileURLToPath(new URL('../..', import.meta.url))] } },
  build: {
    target: 'es2022',
    outDir: fileURLToPath(new URL('../../.cache/gallery', import.meta.url)),
    emptyOutDir: true,
  },
});
