// The licences of what a build bundles, in a file beside it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const NOTICES = 'third-party-notices.txt';

/** `<package>.txt` for a package that is published without the text of its licence, from its repository. */
const COPIES = fileURLToPath(new URL('../licenses/', import.meta.url));

const LEGAL = /^((un)?licen[cs]e|copying|notice)([.-]|$)/i;
const PACKAGE_FOLDER = /^\0?(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)/;

/** @returns {import('vite').Plugin} writes the notices; stops the build when the text of a licence is missing. */
export function notices() {
  return {
    name: 'notices',
    apply: 'build',
    generateBundle(_options, bundle) {
      const modules = Object.values(bundle).flatMap(({ moduleIds = [] }) => moduleIds);
      this.emitFile({ type: 'asset', fileName: NOTICES, source: noticesFor(modules) });
    },
  };
}

/**
 * What the packages of these modules ask to be told, ordered by their names. Throws, and names the package, where one has no
 * text of its licence.
 */
export function noticesFor(modules, copies = COPIES) {
  const folders = new Set(modules.map((id) => PACKAGE_FOLDER.exec(id)?.[1]).filter(Boolean));
  const parts = [...folders].map((folder) => noticeOf(folder, copies)).toSorted();
  return ['Recording Control contains these packages, each under its own licence.', ...parts].join(
    `\n\n${'='.repeat(80)}\n`,
  );
}

function noticeOf(folder, copies) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const copy = join(copies, `${name.replace('/', '+')}.txt`);
  const files = readdirSync(folder)
    .filter((file) => LEGAL.test(file))
    .toSorted()
    .map((file) => join(folder, file));
  const texts = (files.length > 0 ? files : [copy].filter((file) => existsSync(file))).map((file) =>
    readFileSync(file, 'utf8').trim(),
  );
  if (texts.join('') === '') {
    throw new Error(`${name} is bundled and has no text of its licence (${license}). Put it into ${copy}.`);
  }
  return `${name} ${version} (${license})\n\n${texts.join('\n\n')}`;
}
