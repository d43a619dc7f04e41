// npm run size: what the agent panel downloads, compressed as a static host does, against its limit.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';

/** What the panel may weigh; docs/decisions/002-dependencies-as-published.md says why. */
export const LIMIT_BYTES = 84_700;
const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

/** Chunks are named after the module that starts them: mount-supervisor-<hash>.js. The panel of one call loads none of them. */
const OTHER_FACE = /^(mount-)?(supervisor|setup|(for-)?all-calls|load-style)/i;
/** What a click brings that few agents make, a key of config.json that has no default, a log that has become old, a pause that few make so long, or a call that ended in one: no part of opening a panel. */
const ON_CLICK =
  /^((save-log|for-details|for-limit|for-ended|for-proof|handle-audit)-[\w-]{8}\.js|(details|limit)-[\w-]{8}\.css)$/;

/** English is in the main chunk, so that a panel has words whatever becomes of a chunk. */
const isLanguage = ({ name }, languages) =>
  languages.some((language) => new RegExp(`^${language}-[\\w-]{8}\\.js$`).test(name));

/**
 * The files that count. Whatever is not known to belong to another face does, so that a new chunk cannot slip through;
 * of the languages that are loaded on demand one agent loads one, and the heaviest stands for it.
 */
export function agentFiles(files, languages) {
  const mine = files.filter(
    (file) => /\.(js|css)$/.test(file.name) && !OTHER_FACE.test(file.name) && !ON_CLICK.test(file.name),
  );
  const heaviest = mine.filter((file) => isLanguage(file, languages)).toSorted((a, b) => b.bytes - a.bytes);
  return [...mine.filter((file) => !isLanguage(file, languages)), ...heaviest.slice(0, 1)];
}

const compressed = (file) =>
  brotliCompressSync(readFileSync(file), { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;

function main() {
  const dist = path('../dist');
  if (!existsSync(dist)) {
    console.error('There is no dist/: run `npm run build` first.');
    return 2;
  }
  const files = readdirSync(dist, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && ['.js', '.css'].includes(extname(entry.name)))
    .map((entry) => ({ name: entry.name, bytes: compressed(join(entry.parentPath, entry.name)) }));
  const languages = readdirSync(path('../src/ui/locales')).map((name) => basename(name, '.ts'));
  const counted = agentFiles(files, languages).toSorted((a, b) => b.bytes - a.bytes);
  const sum = (some) => some.reduce((bytes, file) => bytes + file.bytes, 0);
  const total = sum(counted);
  for (const { name, bytes } of counted) console.log(`${String(bytes).padStart(8)}  ${name}`);
  const english = sum(counted.filter((file) => !isLanguage(file, languages)));
  console.log(`size: ${total - english} more in the heaviest other language`);
  const within = english > 0 && english <= LIMIT_BYTES;
  console.log(
    `size: an ordinary panel downloads ${english} bytes (JS + CSS, brotli 11), limit ${LIMIT_BYTES}: ${within ? 'ok' : 'TOO LARGE'}`,
  );
  return within ? 0 : 1;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) process.exitCode = main();
