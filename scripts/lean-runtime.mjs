import { createHash } from 'node:crypto';

/**
 * Three things that come into every panel with a bundle, made as small as this app needs them
 * (docs/decisions/002-sdk-diet.md).
 */

const PRELOAD_HELPER = '\0vite/preload-helper.js';
const COMMONJS = /node_modules\/canonicalize\/lib\/canonicalize\.js$/;
const IDB = /node_modules\/idb\/build\/index\.js$/;
/** Of the file that this was written for. To update: see that its end still is the iterators, and nothing else. */
const IDB_SHA256 = 'e01b45d2e088a7197e8b41ba9b51a0876969da67cc08e6efbc3d5d7ab6ac836c';
/** It ends with its async iterators, which wrap what is before them and which nothing before them needs. */
const ITERATORS = /^const advanceMethodProps = [^]*(?=^export \{)/m;
const ITERATES = /\bfor await\b|\biterate\b|\basyncIterator\b/;

const sha256 = (text) => createHash('sha256').update(text).digest('hex');

/** @returns {import('vite').Plugin} */
export function leanRuntime() {
  return {
    name: 'lean-runtime',
    apply: 'build',
    enforce: 'pre',
    load: (id) => (id === PRELOAD_HELPER ? preloadHelper : null),
    transform(code, id) {
      if (/\/src\/outbox\//.test(id) && ITERATES.test(code)) {
        throw new Error(`${id} iterates; the build leaves the iterators of idb out.`);
      }
      if (IDB.test(id)) {
        if (sha256(code) !== IDB_SHA256) throw new Error(`${id} is written in another way now.`);
        return { code: code.replace(ITERATORS, ''), map: null };
      }
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
