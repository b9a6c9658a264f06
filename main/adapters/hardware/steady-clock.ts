/**
 * Time for gaps and pauses between a device's bytes: it never jumps. The wall clock does, when it is set right after a power
 * cut, and a pause of an hour inside a scan would be the result.
 */
import type { Clock } from '../../ports.ts';

export const steadyClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  at(moment, callback) {
    let timer: NodeJS.Timeout;
    const wait = (): void => {
      timer = setTimeout(finish, Math.max(0, moment - steadyClock.now()));
    };
    // A timer may fire a millisecond early.
    const finish = (): void => (steadyClock.now() < moment ? wait() : callback());
    wait();
    return () => clearTimeout(timer);
  },
};
