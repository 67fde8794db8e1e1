/* The least contrast that letters have with what is seen beneath them. Given are two pictures (PNG,
   base64) of one place, with the letters and without them, and the letters' colour. Null where no
   letter is seen. */
async ({ pictures, colour }) => {
  const pixels = async (picture) => {
    const bytes = Uint8Array.from(atob(picture), (each) => each.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.drawImage(image, 0, 0);
    return context.getImageData(0, 0, image.width, image.height).data;
  };

  const [lettered, bare] = await Promise.all(pictures.map(pixels));
  const grounds = new Map();
  for (let at = 0; at < bare.length; at += 4) {
    const differs = [0, 1, 2].some((part) => lettered[at + part] !== bare[at + part]);
    if (!differs) continue;
    const ground = [bare[at], bare[at + 1], bare[at + 2], 1];
    grounds.set(ground.join(), ground);
  }
  const contrasts = [...grounds.values()].map((ground) => (
    sightline.colour.contrast(sightline.colour.over(colour, ground), ground)
  ));
  return contrasts.length ? contrasts.reduce((one, other) => Math.min(one, other)) : null;
}
