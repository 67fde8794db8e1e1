/* Every audio and video element, with what its page gives beside it. Where scripts are off, nothing
   says that media have loaded. */
async (scripts) => {
  sightline.refresh();
  const LOADING_MS = 3000;
  const IS_NO_TEXT = "[aria-hidden=true], script, style, noscript, a, button, nav, video, audio, select,"
    + " label, h1, h2, h3, h4, h5, h6";

  const loaded = (media) => new Promise((resolve) => {
    if (media.readyState > 0 || media.error || media.networkState === 3 || !scripts) return resolve();
    for (const event of ["loadedmetadata", "error"]) media.addEventListener(event, resolve, { once: true });
    if (media.preload === "none") resolve();
    setTimeout(resolve, LOADING_MS);
    return undefined;
  });

  /* What somebody can read, or have read to her: words that are hidden from either do not count. */
  const words = (element, wantedSeen) => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    let count = 0;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const box = node.parentElement;
      if (!box || box.closest(IS_NO_TEXT)) continue;
      const texts = node.data.trim();
      if (!texts || !box.checkVisibility({ visibilityProperty: true })) continue;
      if (wantedSeen && !isOnPage(node)) continue;
      count += texts.split(/\s+/).length;
    }
    return count;
  };

  const isOnPage = (node) => {
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    return box.right + scrollX > 0 && box.bottom + scrollY > 0 && box.width > 1 && box.height > 1;
  };

  const around = (media) => media.closest("main, [role=main]") || document.body;

  /* One press away is near enough for the way to a text: in a closed part that can be opened. */
  const isThere = (element) => {
    const closed = element.parentElement?.closest("details:not([open])");
    if (!closed || element.closest("summary")?.parentElement === closed) {
      return element.checkVisibility({ visibilityProperty: true });
    }
    for (let each = element; each !== closed; each = each.parentElement) {
      const { display, visibility } = getComputedStyle(each);
      if (display === "none" || visibility !== "visible") return false;
    }
    return isThere(closed);
  };

  const links = (media) => [...around(media).querySelectorAll("a[href], button, summary, h1, h2, h3, h4, h5, h6")]
    .filter((each) => isThere(each) && !each.closest("[aria-hidden=true]"))
    .map((each) => sightline.name(each) || each.textContent.trim());

  const elements = [...document.querySelectorAll("audio, video")];
  await Promise.all(elements.map(loaded));
  return elements.map((media) => ({
    ...sightline.describe(media),
    kind: media.localName === "video" && media.readyState > 0 && !media.videoWidth ? "audio" : media.localName,
    shown: sightline.isShown(media),
    controls: media.controls,
    has_buttons: Boolean(around(media).querySelector("button, [role=button]")),
    autoplay: media.autoplay,
    muted: media.defaultMuted || media.muted,
    loop: media.loop,
    /* A silent one beside another that has controls is led by it, as a signer is. */
    follows: media.muted && elements.some((other) => other !== media && other.controls),
    /* A sound of its own beside a silent video may tell what is seen there. */
    beside_sound: elements.some((other) => other !== media && other.localName === "audio"),
    signed: [...document.querySelectorAll("[data-signed]")].map((each) => each.dataset.signed)
      .concat([...document.querySelectorAll("video[lang], a[hreflang]")].map((each) => each.lang || each.hreflang)),
    source: media.currentSrc || media.src || media.querySelector("source")?.src || "",
    duration_ms: Number.isFinite(media.duration) ? Math.round(media.duration * 1000) : null,
    tracks: [...media.querySelectorAll("track")].map((track) => ({
      ...sightline.describe(track),
      kind: track.kind,
      source: track.src,
      language: track.srclang,
      label: track.label,
    })),
    words_read: words(around(media), false),
    words_seen: words(around(media), true),
    titles: links(media),
  }));
}
