import { defineConfig } from 'vite';
import { engine, examples, look } from './vite.plugins.ts';

export default defineConfig({
  base: './',
  plugins: [examples(), look(), engine('remote')],
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    modulePreload: false,
    assetsInlineLimit: 0,
    reportCompressedSize: true,
    chunkSizeWarningLimit: 1000,
  },
});
