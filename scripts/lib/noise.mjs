// Chromium complains at length about machines without D-Bus and GPU. Those known lines are left out of stderr, and
// nothing else: whatever is not on this list is shown.
import { Transform } from 'node:stream';

/** Chromium's own log prefix, e.g. `[8035:1121/113331.611432:ERROR:bus.cc(407)]`, then a source file of this list. */
const sources = [
  String.raw`(?:dbus\/)?bus\.cc`,
  String.raw`(?:dbus\/)?object_proxy\.cc`,
  String.raw`viz_main_impl\.cc`,
  String.raw`gpu_(?:process_host|init|memory_buffer_support_x11)\.cc`,
  String.raw`command_buffer_proxy_impl\.cc`,
  String.raw`gl_surface_presentation_helper\.cc`,
  String.raw`vaapi_wrapper\.cc`,
];
const noise = new RegExp(String.raw`^\[\d+:\d+\/[\d.]+:(?:ERROR|WARNING):(?:[\w/]+\/)?(?:${sources.join('|')})(?:\(\d+\)|:\d+)\]`);

/** @param {string} line */
export function isNoise(line) {
  return noise.test(line);
}

/** A stream that lets whole lines pass, except the known noise. */
export function noiseFilter() {
  let rest = '';
  return new Transform({
    transform(/** @type {Buffer} */ chunk, _encoding, done) {
      const lines = (rest + chunk.toString()).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (!isNoise(line)) this.push(`${line}\n`);
      done();
    },
    flush(done) {
      if (rest !== '' && !isNoise(rest)) this.push(rest);
      done();
    },
  });
}
