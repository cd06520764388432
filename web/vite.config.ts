import { defineConfig } from 'vite';
import { engine, examples, look, plainImport, terseStyle, wasmAlone } from './vite.plugins.ts';

export default defineConfig({
  base: './',
  plugins: [examples(), look(), terseStyle(), engine('remote'), plainImport()],
  worker: { format: 'es', plugins: () => [wasmAlone()] },
  build: {
    target: 'es2022',
    modulePreload: false,
    assetsInlineLimit: 0,
    reportCompressedSize: true,
    chunkSizeWarningLimit: 1000,
  },
});
