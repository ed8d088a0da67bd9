// The worker, from the page's side: questions go in, replies come out, and one that takes too long is stopped.

const START = `import ${JSON.stringify(new URL("./worker.js", import.meta.url).href)};`;

export class Sandbox {
  #worker;
  #waiting = new Map();
  #number = 0;
  longest = 20_000; // milliseconds that one question may take, before the worker is stopped and made anew

  /** Called with each piece of news: {loading, read, total}, {ready}, {broken}. */
  told = () => {};

  constructor() {
    this.#start();
  }

  #start() {
    // From a blob, so that the page's own policy of content binds the worker too, whatever headers the host sends.
    const url = URL.createObjectURL(new Blob([START], { type: "text/javascript" }));
    this.ready = new Promise((resolve) => {
      this.#worker = new Worker(url, { type: "module" });
      this.#worker.onmessage = ({ data }) => {
        if (data.id === undefined) this.told(data);
        if (data.ready) resolve();
        if (data.died) this.#anew(`Python broke over this in the browser (${data.died}): ask \`roletrust\` itself, on your machine`);
        else if (data.id !== undefined) this.#settle(data.id, { ...JSON.parse(data.reply), took: data.took });
      };
      this.#worker.onerror = (event) => this.told({ broken: event.message || "the worker could not be started" });
    });
  }

  /** The reply to a question: an object, `problem` in it where there is no other. */
  async ask(question) {
    await this.ready;
    const id = ++this.#number;
    return new Promise((resolve) => {
      const bound = setTimeout(() => this.#stop(), this.longest);
      this.#waiting.set(id, { resolve, bound });
      this.#worker.postMessage({ id, question: JSON.stringify(question) });
    });
  }

  #settle(id, reply) {
    const asked = this.#waiting.get(id);
    if (!asked) return;
    clearTimeout(asked.bound);
    this.#waiting.delete(id);
    asked.resolve(reply);
  }

  #stop() {
    const seconds = this.longest / 1000;
    this.#anew(`this takes more than ${seconds} seconds here, and was stopped: ask \`roletrust\` itself, on your machine`);
  }

  /** Ends the worker, with that `problem` for all it was asked, and starts another. */
  #anew(problem) {
    this.#worker.terminate();
    for (const id of [...this.#waiting.keys()]) this.#settle(id, { problem });
    this.#start();
  }
}

export const sandbox = new Sandbox(); // at once: the page has this script load before all others
