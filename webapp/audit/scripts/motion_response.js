/* What a tilt of the device changes in the page. `tick` are controls that speak of motion: each
   is worked in turn, and another tilt tried. */
async () => {
  const SPEAKS = /motion|tilt|shak|orientation|gyro|bewegung|neig|schüttel/i;
  const SETTINGS = /setting|preference|option|einstellung/i;
  sightline.refresh();
  const wait = () => new Promise((done) => { setTimeout(done, 50); });
  const state = () => document.body.innerText + [...document.querySelectorAll("input, select")]
    .map((each) => each.value).join();

  let turn = 1;
  const tilt = async () => {
    const before = state();
    for (let times = 0; times < 4; times += 1) {
      const by = { alpha: 90 * turn, beta: 60 * turn, gamma: 60 * turn };
      window.dispatchEvent(new DeviceOrientationEvent("deviceorientation", by));
      window.dispatchEvent(new DeviceMotionEvent("devicemotion", {
        acceleration: { x: 20 * turn, y: 20 * turn, z: 20 * turn },
        accelerationIncludingGravity: { x: 20 * turn, y: 20 * turn, z: 20 * turn },
        rotationRate: by, interval: 16,
      }));
      await wait();
      turn = -turn;
      if (state() !== before) return true;
    }
    return false;
  };

  if (!(await tilt())) return { moves: false };
  const controls = [...document.querySelectorAll(
    "input:is([type=checkbox], [type=radio], [type=button]), button, select, [role=switch]",
  )].filter((each) => sightline.isShown(each) && !each.disabled && SPEAKS.test(sightline.name(each)));
  for (const control of controls) {
    control.click();
    if (!(await tilt())) return { moves: true, stops: true };
  }
  const elsewhere = [...document.querySelectorAll("a[href], button")].some((each) => (
    SETTINGS.test(sightline.name(each))
  ));
  return { moves: true, stops: false, elsewhere };
}
