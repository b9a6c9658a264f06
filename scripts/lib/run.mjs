// Child processes: their output kept for the moment it is needed, their end tied to ours.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter, join } from 'node:path';
import { root } from './paths.mjs';
import { Stop } from './stop.mjs';

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {number} [timeoutMs]  the child is killed after this time
 * @property {boolean} [show]      let the child write to our own terminal
 * @property {AbortSignal} [signal] kills the child when aborted
 */

/** @typedef {{ code: number | null, signal: NodeJS.Signals | null, output: string, stdout: string, timedOut: boolean }} RunResult */

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/**
 * Ends what is running and waits until it has ended, so that the next start does not meet a tool that still writes. A tool that
 * ignores the polite signal is ended after 5 s.
 */
export async function endChildren() {
  const ends = [...running].map((child) => {
    const ended = once(child, 'close');
    child.kill();
    const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
    return ended.finally(() => clearTimeout(timer));
  });
  await Promise.allSettled(ends);
}

/**
 * Ending this process ends what is running, and then waits for it. Ctrl-C needs no passing on: the terminal gives it to all.
 */
export function passOn() {
  process.on('SIGINT', () => undefined);
  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGHUP'])) process.on(signal, () => running.forEach((child) => child.kill(signal)));
}

/**
 * Runs a program to its end. Never rejects because the program failed: read `code` (null when it could not start or was killed).
 * @param {string} program
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<RunResult>}
 */
export function run(program, args, options = {}) {
  return new Promise((done) => {
    let output = '';
    let stdout = '';
    let timedOut = false;
    const child = spawn(program, args, {
      cwd: options.cwd ?? root,
      env: options.env ?? process.env,
      stdio: options.show ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      windowsHide: true,
    });
    const timer = options.timeoutMs === undefined ? undefined : setTimeout(() => {
      timedOut = true;
      child.kill('SIGKILL');
    }, options.timeoutMs);
    running.add(child);
    child.stdout?.on('data', (/** @type {Buffer} */ chunk) => {
      stdout += chunk.toString();
      output += chunk.toString();
    });
    child.stderr?.on('data', (/** @type {Buffer} */ chunk) => (output += chunk.toString()));
    /** @type {(code: number | null, signal: NodeJS.Signals | null) => void} */
    const finish = (code, signal) => {
      clearTimeout(timer);
      running.delete(child);
      done({ code, signal, output, stdout, timedOut });
    };
    child.once('error', (error) => {
      output += error.message;
      finish(null, null);
    });
    child.once('close', finish);
  });
}

/**
 * Runs a program that must succeed; otherwise stops with the caller's sentence and the end of the program's output.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {RunOptions & { what: string, next: string }} options
 */
export async function mustRun(program, args, options) {
  const result = await run(program, args, options);
  if (result.code !== 0) throw new Stop(options.what, options.next, lastLines(result.output));
  return result;
}

/**
 * The end of a tool's output: enough to see the cause, not enough to bury it.
 * @param {string} output
 */
export function lastLines(output, count = 25) {
  return output.trimEnd().split('\n').slice(-count).join('\n');
}

/**
 * The environment for tools: the packages' own programs first on PATH, so that they run on the pinned Node.
 * @param {NodeJS.ProcessEnv} [extra]
 * @returns {NodeJS.ProcessEnv}
 */
export function toolEnv(extra = {}) {
  const env = { ...process.env, ...extra };
  const pathKey = Object.keys(env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  env[pathKey] = [join(root, 'node_modules', '.bin'), env[pathKey] ?? ''].join(delimiter);
  return env;
}

/**
 * How to start npm: the npm that started us when there is one, else the one on PATH.
 * @param {readonly string[]} args
 * @returns {[string, string[]]}
 */
export function npmCommand(args) {
  const cli = process.env['npm_execpath'];
  if (cli !== undefined && cli.endsWith('.js')) return [process.env['npm_node_execpath'] ?? process.execPath, [cli, ...args]];
  if (process.platform === 'win32') return ['cmd.exe', ['/d', '/s', '/c', 'npm', ...args]];
  return ['npm', [...args]];
}
