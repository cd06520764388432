/** The page as one file, for machines without a network: opened from disk, it needs nothing and may ask nobody. */
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';
import { engine, examples, look, plainImport, terseStyle, wasmAlone } from './vite.plugins.ts';

const NAME = 'sealcheck-inspector.html';

/** Script and style go into the document, each allowed by its hash alone: `'self'` matches nothing under `file:`. */
function oneFile(): Plugin {
  return {
    name: 'one-file',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const files = Object.values(bundle);
      const html = files.find(({ fileName }) => fileName.endsWith('.html'));
      const chunks = files.filter((file) => file.type === 'chunk');
      const styles = files.filter(({ fileName }) => fileName.endsWith('.css'));
      const [chunk] = chunks;
      if (html?.type !== 'asset' || chunk?.type !== 'chunk' || chunks.length !== 1) throw new Error(`not one script but ${chunks.length}`);
      // Vite fills in later what a chunk should preload.
      const script = chunk.code.replaceAll('__VITE_PRELOAD__', 'void 0').replace(/<\/(script)/gi, '<\\/$1').replace(/<!--/g, '<\\!--');
      const style = styles.map((file) => (file.type === 'asset' ? String(file.source) : '')).join('\n');
      const policy = [
        "default-src 'none'",
        `script-src ${hashOf(script)} 'wasm-unsafe-eval'`,
        `style-src ${hashOf(style)}`,
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
      ].join('; ');
      const source = String(html.source)
        .replace(/(<meta http-equiv="Content-Security-Policy" content=")[^"]*/, (_whole, start: string) => start + policy)
        .replace(/<link rel="(?:icon|stylesheet)"[^>]*>\s*/g, '')
        .replace(/<script type="module"[^>]*><\/script>\s*/g, '')
        .replace('</head>', () => `<style>${style}</style>\n</head>`)
        .replace('</body>', () => `<script type="module">${script}</script>\n</body>`);
      for (const { fileName } of files) delete bundle[fileName];
      this.emitFile({ type: 'asset', fileName: NAME, source });
    },
  };
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

export default defineConfig({
  base: './',
  plugins: [examples({ inside: true }), look(), terseStyle(), engine('local'), wasmAlone(), plainImport(), oneFile()],
  resolve: { alias: [{ find: /^sealcheck$/, replacement: fileURLToPath(new URL('../npm/dist/entries/inline.js', import.meta.url)) }] },
  build: {
    target: 'es2022',
    emptyOutDir: false,
    copyPublicDir: false,
    modulePreload: false,
    cssCodeSplit: false,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 10_000,
    rolldownOptions: { output: { codeSplitting: false } },
  },
});
