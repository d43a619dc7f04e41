// npm start (contract 1): builds the app and the desktop, and runs them in the sandbox until Ctrl-C.
import { fileURLToPath } from 'node:url';
import { build, runnerImport } from 'vite';
import { buildDesktop } from './build-desktop.mjs';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

try {
  console.log('Building the app and the desktop …');
  const root = path('..');
  // Apart from dist/, which may be in use: by a deployment, by a test run.
  const appDir = path('../.cache/start/app');
  await build({ root, logLevel: 'warn', build: { outDir: appDir, emptyOutDir: true } });
  const desktopDir = await buildDesktop(path('../.cache/start/desktop'));
  // Node 20 does not run TypeScript; Vite does.
  const { module: cli } = await runnerImport(path('../sandbox/cli.ts'), {
    root,
    configFile: false,
    logLevel: 'warn',
  });
  const sandbox = await cli.startFromCommandLine({
    port: process.env.PORT,
    appDir,
    desktopDir,
    manifestFile: path('../manifest/app.json'),
  });
  const end = async () => {
    await sandbox.close();
    process.exit(0);
  };
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
