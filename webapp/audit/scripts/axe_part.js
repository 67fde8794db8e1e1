/* Axe in one frame, and where it is to go on: the frames in it. */
async ({ context, options }) => {
  axe.teardown();
  const part = context ?? document;
  const frames = axe.utils.getFrameContexts(part, options);
  return { frames, result: await axe.runPartial(part, options) };
}
