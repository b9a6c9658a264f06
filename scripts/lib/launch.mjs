// Starts Electron, or a tool that starts it, on whatever display this machine has, with the machine's known noise left out.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { hasDisplay, onDisplay } from './display.mjs';
import { noiseFilter } from './noise.mjs';
import { root } from './paths.mjs';
import { Stop } from './stop.mjs';

/**
 * Runs to the end and returns the exit code (128 + signal when killed, as shells do).
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, timeoutMs?: number, signal?: AbortSignal }} [options]  `signal` ends it early, without an error
 * @returns {Promise<number>}
 */
export function launch(program, args, options = {}) {
  const [command, all] = onDisplay(program, args);
  // xvfb-run passes no signal on to what it runs; a process group can be ended as a whole.
  const grouped = !hasDisplay();
  const env = { ...(options.env ?? process.env) };
  delete env['ELECTRON_RUN_AS_NODE'];
  return new Promise((done, fail) => {
    const child = spawn(command, all, { cwd: root, env, detached: grouped, stdio: ['inherit', 'inherit', 'pipe'] });
    const end = () => {
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
      if (grouped) process.kill(-child.pid, 'SIGTERM');
      else child.kill();
    };
    process.once('exit', end);
    options.signal?.addEventListener('abort', end, { once: true });
    let timedOut = false;
    const timer = options.timeoutMs === undefined ? undefined : setTimeout(() => {
      timedOut = true;
      end();
    }, options.timeoutMs);
    child.stderr.pipe(noiseFilter()).pipe(process.stderr, { end: false });
    const settle = () => {
      clearTimeout(timer);
      process.off('exit', end);
    };
    child.once('error', (error) => {
      settle();
      fail(new Stop(`${command} could not be started: ${error.message}.`, 'Run `node scripts/bootstrap.mjs`, which says what is missing.'));
    });
    child.once('close', (code, signal) => {
      settle();
      if (timedOut) {
        fail(new Stop(`The app did not end by itself within ${Math.round((options.timeoutMs ?? 0) / 1000)} s.`, 'Look at what it left behind, and at its last words above.'));
      } else done(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}
