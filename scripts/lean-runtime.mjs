/**
 * Two things that come into every panel with a bundle, made as small as this app needs them
 * (docs/decisions/002-sdk-diet.md).
 */

const PRELOAD_HELPER = '\0vite/preload-helper.js';
const COMMONJS = /node_modules\/canonicalize\/lib\/canonicalize\.js$/;

/** @returns {import('vite').Plugin} */
export function leanRuntime() {
  return {
    name: 'lean-runtime',
    apply: 'build',
    enforce: 'pre',
    load: (id) => (id === PRELOAD_HELPER ? preloadHelper : null),
    transform(code, id) {
      if (!COMMONJS.test(id)) return null;
      // As an ES module it comes without the code that makes CommonJS look like one.
      if (!/^module\.exports = function/m.test(code)) throw new Error(`${id} is written in another way now.`);
      return { code: code.replace('module.exports =', 'export default'), map: null };
    },
  };
}

/**
 * What Vite calls around each `import()`: first the styles of the chunk, then the chunk. Vite's own also preloads scripts,
 * for browsers that need to be told so and under a nonce, in 1.2 kB.
 */
const preloadHelper = `
export const __vitePreload = async (load, files = [], importer) => {
  await Promise.all(files.filter((file) => file.endsWith('.css')).map((file) => style(new URL(file, importer).href)));
  return load();
};
function style(href) {
  if ([...document.styleSheets].some((sheet) => sheet.href === href)) return undefined;
  return new Promise((resolve, reject) => {
    const link = document.createElement('link');
    Object.assign(link, { rel: 'stylesheet', href, onload: resolve, onerror: reject });
    document.head.append(link);
  });
}`;
