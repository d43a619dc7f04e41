// npm run bench -- <name>: one measurement of bench/<name>.ts; it prints one line and ends with a meaningful exit code.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const names = readdirSync(path('../bench'))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -'.ts'.length));
const [name = ''] = process.argv.slice(2);

if (names.includes(name)) {
  const { version } = JSON.parse(readFileSync(path('../package.json'), 'utf8'));
  // A server and not a single import: what is measured may load more of itself while it runs.
  const server = await createServer({
    root: path('..'),
    configFile: false,
    logLevel: 'warn',
    appType: 'custom',
    define: { __APP_VERSION__: JSON.stringify(version) },
    optimizeDeps: { noDiscovery: true },
    server: { middlewareMode: true, hmr: false, watch: null },
  });
  const module = await server.ssrLoadModule(path(`../bench/${name}.ts`));
  process.exit(await module[name]());
} else {
  console.error(`npm run bench -- <name>, where name is one of: ${names.join(', ')}`);
  process.exitCode = 2;
}
