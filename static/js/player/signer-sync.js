// Keeps the signer in time: at `t` of the media she is at (t - offset) * rate of her own video.
// While both play, a little difference is made up by her speed, a large one by a jump. When either
// has nothing to show, both wait. Nothing runs while nothing plays: the media's own events and frames
// lead.

const NEAR_S = 0.01;
const FAR_S = 0.5;
const PULL = 0.2; // at most a fifth faster or slower, and that not for long: signing stays natural
const GAIN = 2; // so much faster for a second that she is late: half of it is made up in 0.35 s
const STEPS = 50; // in a speed of one: not every frame needs another
const END_S = 0.1;
const AGAIN_S = 1;

export class Follower {
  #offset = 0;
  #rate = 1;
  #on = false;
  #state = "";
  #resting = true;
  #struckAt = -Infinity; // s of the media
  #looks = false; // at the next frame

  // `tell` hears what is: with, before, after, waiting, lost (it cannot be played), one (this
  // device plays only one video at a time), or off.
  constructor(stage, signer, tell) {
    const media = stage.video;
    this.stage = stage;
    this.media = media;
    this.signer = signer;
    this.tell = tell;
    this.held = false; // both wait for the signer
    const align = () => this.align();
    for (const name of ["play", "playing", "pause", "seeking", "seeked", "waiting", "ratechange", "timeupdate", "ended"]) {
      stage.listen(media, name, align);
    }
    for (const name of ["loadedmetadata", "canplay", "seeked", "waiting"]) stage.listen(signer, name, align);
    stage.listen(signer, "pause", () => this.#paused());
    stage.listen(signer, "error", () => this.#giveUp("lost"));
    stage.on("rate", align); // in the same moment, before the media's own event
    stage.whenOver(() => this.#release());
  }

  // Follow with another offset (s) and rate; what could not be played is tried again.
  follow(offset, rate) {
    this.#offset = offset;
    this.#rate = rate;
    this.#on = true;
    if (this.signer.error) this.#giveUp("lost");
    else this.align();
  }

  stop() {
    this.#giveUp("off");
  }

  // The viewer wants to stop while both wait.
  letGo() {
    this.held = false;
    this.media.pause();
  }

  align() {
    if (!this.#on) return;
    const goal = (this.media.currentTime - this.#offset) * this.#rate;
    const length = this.signer.duration;
    const outside = goal < 0 ? "before" : goal > length - END_S ? "after" : "";
    const playing = !this.media.paused || this.held;
    if (outside || !playing) this.#rest(Math.min(Math.max(goal, 0), length), outside || "with");
    else if (this.media.seeking) {
      // So that they start again together.
      this.#hold();
      this.#place(goal);
    } else if (this.media.readyState < HTMLMediaElement.HAVE_FUTURE_DATA) this.#pause();
    else this.#run(goal);
  }

  #run(goal) {
    const late = goal - this.signer.currentTime;
    if (Math.abs(late) > FAR_S) this.#place(goal);
    if (this.signer.seeking || this.signer.readyState < HTMLMediaElement.HAVE_FUTURE_DATA) {
      this.#hold();
      return;
    }
    this.#pull(late);
    this.#look();
    this.#release();
    this.#say("with");
    if (this.signer.paused) this.#play();
  }

  #pull(late) {
    const isWrong = Math.abs(late) >= NEAR_S && Math.abs(late) <= FAR_S;
    const pull = isWrong ? Math.min(Math.max(GAIN * late, -PULL), PULL) : 0;
    const speed = this.media.playbackRate * this.#rate * (1 + Math.round(pull * STEPS) / STEPS);
    if (Math.abs(this.signer.playbackRate - speed) > 0.002) this.signer.playbackRate = speed;
  }

  // While both run, at each frame: the media's clock alone tells four times a second.
  #look() {
    if (this.#looks || !this.media.requestVideoFrameCallback) return;
    this.#looks = true;
    this.media.requestVideoFrameCallback(() => {
      this.#looks = false;
      if (!this.stage.isOver) this.align();
    });
  }

  // Stand still, at exactly this time.
  #rest(at, state) {
    this.#pause();
    this.#release();
    this.#say(state);
    this.#place(at);
  }

  // A seek under way is let finish: its end leads here again.
  #place(at) {
    if (!Number.isNaN(at) && !this.signer.seeking && Math.abs(this.signer.currentTime - at) > 0.001) this.signer.currentTime = at;
  }

  #hold() {
    this.held = true;
    this.#pause();
    this.media.pause();
    this.#say("waiting");
  }

  #release() {
    if (!this.held) return;
    this.held = false;
    this.media.play().catch(() => {});
  }

  #pause() {
    this.#resting = true;
    this.signer.pause();
  }

  async #play() {
    this.#resting = false;
    try {
      await this.signer.play();
    } catch (refused) {
      if (refused.name === "NotAllowedError") this.#giveUp("one");
      return;
    }
    if (this.media.paused && !this.#resting) this.#strike();
  }

  #paused() {
    if (this.#on && !this.#resting && !document.hidden && !this.media.paused && !this.signer.ended) this.#strike();
  }

  // One video stopped as the other began: once by chance, again at once because the device does it.
  #strike() {
    const again = Math.abs(this.media.currentTime - this.#struckAt) < AGAIN_S;
    this.#struckAt = this.media.currentTime;
    if (again) this.#giveUp("one");
    else this.align();
  }

  #giveUp(state) {
    this.#on = false;
    this.#pause();
    this.#release();
    this.#say(state);
  }

  #say(state) {
    if (state === this.#state) return;
    this.#state = state;
    this.tell(state);
  }
}
