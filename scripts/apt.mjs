// Installs a package of Debian where this machine lets us.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const LONGEST_MS = 600_000;

/** Whether it ended well. Its output goes to stderr, so that stdout holds the caller's answer and nothing else. */
export const run = (command, args) =>
  spawnSync(command, args, {
    stdio: ['ignore', 2, 2],
    timeout: LONGEST_MS,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  }).status === 0;

/** apt needs root; a CI machine has a sudo that does not ask. */
function aptCommand() {
  if (!existsSync('/usr/bin/apt-get')) return undefined;
  if (process.getuid?.() === 0) return ['apt-get'];
  return run('sudo', ['-n', 'true']) ? ['sudo', '-n', 'apt-get'] : undefined;
}

/** Does nothing where there is no apt, or no right to use it. */
export function aptInstall(name) {
  const apt = aptCommand();
  if (!apt) return;
  const [command, ...args] = apt;
  run(command, [...args, 'update']);
  run(command, [...args, 'install', '-y', '--no-install-recommends', name]);
}
