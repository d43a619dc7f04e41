// Loaded before the command line (--import): the process dies by SIGKILL in the midst of its n-th change of the disk.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const at = Number(process.env.DIE_AT_STEP);
let steps = 0;

function die() {
  process.kill(process.pid, 'SIGKILL');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

// What a flush of the disk adds no kill can show: the system writes what a dead process gave it.
for (const name of ['writeFileSync', 'writeSync', 'renameSync', 'rmSync', 'ftruncateSync']) {
  const real = fs[name];
  fs[name] = (target, content, ...rest) => {
    steps += 1;
    if (steps === at) {
      // Half of it is there already.
      if (name === 'writeFileSync' && typeof target === 'number')
        real(target, content.slice(0, content.length / 2));
      die();
    }
    return real(target, content, ...rest);
  };
}
syncBuiltinESMExports();
