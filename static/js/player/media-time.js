// The media's own time. Who watches the signer alone has her video in the player, which goes on at
// (t - offset) * rate; the transcript, places and reports are about the media.

export function mediaMs(stage) {
  const { offset, rate } = clockOf(stage);
  return (stage.video.currentTime * 1000) / rate + offset;
}

export function goTo(stage, ms) {
  stage.seek(secondsAt(stage, ms));
}

// When the video that plays is at a moment of the media.
export function secondsAt(stage, ms) {
  const { offset, rate } = clockOf(stage);
  return ((ms - offset) * rate) / 1000;
}

function clockOf({ element: { dataset } }) {
  return { offset: Number(dataset.offset ?? 0), rate: Number(dataset.rate ?? 1) };
}
