// Sends a file in parts straight to an object store, by links that the server makes; to whoever
// uses it, it is as tus.Upload is. A part is named by its SHA-256, which the store checks.

const base64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));

class Refused extends Error {
  constructor(status, body) {
    super(`status ${status}`);
    this.originalResponse = { getStatus: () => status, getBody: () => body };
  }
}

export class UploadInParts {
  static get isSupported() {
    return Boolean(globalThis.crypto?.subtle);
  }

  constructor(file, options) {
    this.file = file;
    this.options = options;
    this.url = options.uploadUrl;
  }

  // Each start has a signal of its own: what an earlier one still waits for does nothing any more.
  start() {
    this.running = new AbortController();
    const { signal } = this.running;
    this.send(signal).then(
      () => signal.aborted || this.options.onSuccess(),
      (error) => signal.aborted || this.options.onError(error),
    );
  }

  async abort(forGood) {
    this.running?.abort();
    if (forGood && this.url) await this.ask("DELETE", this.url);
  }

  async send(signal) {
    const { type } = this.file;
    const beginning = { ...this.options.metadata, bytes: this.file.size, ...(type ? { type } : {}) };
    const state = this.url ? await this.ask("GET", this.url, signal) : await this.ask("POST", this.options.endpoint, signal, beginning);
    this.url = state.address;
    this.options.onUploadUrlAvailable();
    if (state.media) return;
    const numbers = Array.from({ length: state.parts }, (_, index) => index + 1);
    const slice = (number) => this.file.slice((number - 1) * state.part_bytes, number * state.part_bytes);
    let arrived = state.arrived.reduce((sum, number) => sum + slice(number).size, 0);
    this.options.onProgress(arrived, this.file.size);
    for (const number of numbers.filter((each) => !state.arrived.includes(each))) {
      const part = slice(number);
      const hash = base64(await crypto.subtle.digest("SHA-256", await part.arrayBuffer()));
      const { links } = await this.ask("POST", `${this.url}/links`, signal, { hashes: { [number]: hash } });
      await this.put(links[number], part, hash, signal, arrived);
      arrived += part.size;
    }
    await this.ask("POST", `${this.url}/complete`, signal, {});
  }

  async ask(method, address, signal, sent) {
    const headers = { ...this.options.headers, ...(sent ? { "Content-Type": "application/json" } : {}) };
    const answer = await fetch(address, { method, headers, signal, body: sent && JSON.stringify(sent) });
    const body = await answer.text();
    if (!answer.ok) throw new Refused(answer.status, body);
    return body && JSON.parse(body);
  }

  // fetch does not say how much it has sent.
  put(link, part, hash, signal, before) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open("PUT", link);
      request.setRequestHeader("x-amz-checksum-sha256", hash);
      request.upload.onprogress = ({ loaded }) => signal.aborted || this.options.onProgress(before + loaded, this.file.size);
      // What a store says is for programs; a link that is over is made anew at the next try.
      request.onload = () => (request.status < 300 ? resolve() : reject(new Refused(503, "")));
      request.onerror = request.onabort = () => reject(new Refused(0, ""));
      signal.addEventListener("abort", () => request.abort());
      request.send(part);
    });
  }
}
