// What a cue says, as it is drawn: speakers by name and colour, sounds apart from words.

const COLOURS = 4;
const SOUND = /(\[[^[\]\n]+\]|[♪♫][^\n]*)/;
const ONLY_SOUND = /^\s*(\[[^[\]]+\]|\([^()]+\)|[♪♫][^]*)\s*$/;
const VOICE = /<v[^>\s]*[ \t\n]+([^>]+)>/g;
const TURN = /^\s*[-–—[♪♫]/m;

export const isSound = (cue) => SOUND.test(cue.text) || ONLY_SOUND.test(cue.text);

// Who speaks in a track: each has a colour, in the order in which they come in.
export class Cast {
  #colours = new Map();
  #last = null;
  #named = new WeakMap();

  constructor(cues) {
    const written = new Set(cues.flatMap((cue) => [...cue.text.matchAll(VOICE)].map((found) => found[1])));
    for (const each of written) {
      const name = voices(new VTTCue(0, 1, `<v ${each}>-</v>`).getCueAsHTML())[0]?.title;
      if (name && !this.#colours.has(name)) this.#colours.set(name, this.#colours.size % COLOURS);
    }
  }

  colour(name) {
    return this.#colours.get(name);
  }

  // Whether the name has to be said: another spoke before. Asked again for the same cue, the
  // answer is the same.
  introduces(cue, name) {
    const known = this.#named.get(cue) ?? this.#named.set(cue, new Map()).get(cue);
    if (!known.has(name)) known.set(name, this.#last !== name);
    this.#last = name;
    return known.get(name);
  }

  // After a jump nobody knows who spoke before.
  forget() {
    this.#last = null;
    this.#named = new WeakMap();
  }
}

// The paragraph for a cue. `mark`: the picture that stands before a sound.
export function write(cue, cast, mark) {
  const line = document.createElement("p");
  line.className = "caption-cue";
  line.dir = "auto";
  const text = document.createElement("span");
  text.className = "caption-text";
  text.append(cue.getCueAsHTML());
  const turns = TURN.test(text.textContent);
  if (ONLY_SOUND.test(text.textContent)) {
    line.classList.add("caption-sound");
    text.prepend(mark.cloneNode(true));
  } else {
    setSoundsApart(text, mark);
  }
  for (const voice of voices(text)) name(voice, cue, cast);
  line.classList.toggle("has-turns", turns);
  line.append(text);
  return line;
}

const voices = (part) => [...part.querySelectorAll("[title]")];

function name(voice, cue, cast) {
  const speaker = voice.title;
  voice.removeAttribute("title");
  voice.className = "caption-voice";
  voice.dataset.voice = cast.colour(speaker);
  if (!cast.introduces(cue, speaker)) return;
  const said = document.createElement("bdi");
  said.className = "caption-speaker";
  said.textContent = speaker;
  voice.prepend(said, " ");
}

function setSoundsApart(text, mark) {
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  for (const node of nodes) {
    const parts = node.data.split(SOUND);
    if (parts.length > 1) node.replaceWith(...parts.map((part, n) => (n % 2 ? sound(part, mark) : part)));
  }
}

function sound(words, mark) {
  const box = document.createElement("span");
  box.className = "caption-sound";
  box.append(mark.cloneNode(true), words);
  return box;
}
