/**
 * When keys were really pressed. The event's own stamp is the best there is, because keys that waited behind a busy moment
 * keep their true times; but an input method hands keys back under the stamp of an earlier press of the same key, so that ten
 * zeros typed by fingers look as fast as a scanner's, and a scanner's keys seem to run backwards.
 */
export class StrokeTimes {
  private newest = Number.NEGATIVE_INFINITY;
  private newestKey = '';
  private last = Number.NEGATIVE_INFINITY;

  /**
   * The time of a stroke, ms, never before the one before it. `key` names the physical key, `now` is the moment of arrival on the
   * same clock as `stamp`. `eaten`: by an input method, which may tell of it late; keys that were not are judged by each other.
   */
  of(stamp: number, key: string, now: number, eaten: boolean): number {
    const isOld = stamp < this.newest || (stamp === this.newest && key === this.newestKey) || stamp > now;
    if (!isOld && !eaten) {
      this.newest = stamp;
      this.newestKey = key;
    }
    this.last = Math.max(this.last, isOld ? now : stamp);
    return this.last;
  }
}
