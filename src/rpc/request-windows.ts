import { initialWindow } from "./http2-settings.ts";
import { SocketUpload, type UploadWire } from "./socket-upload.ts";

/** What the server takes of our requests: of all together, and of each that is sent bit by bit. */
export class RequestWindows {
  readonly #uploads = new Map<number, SocketUpload>();
  #all = initialWindow;
  #each = initialWindow;

  get all(): number {
    return this.#all;
  }

  spend(bytes: number): void {
    this.#all -= bytes;
  }

  open(stream: number, { send, end }: Omit<UploadWire, "window">): SocketUpload {
    const all = () => this.#all;
    const wire: UploadWire = {
      get window() {
        return all();
      },
      send: (bytes) => {
        this.spend(bytes.length);
        return send(bytes);
      },
      end,
    };
    const upload = new SocketUpload(wire, this.#each);
    this.#uploads.set(stream, upload);
    return upload;
  }

  /** The call is over. */
  close(stream: number): void {
    this.#uploads.get(stream)?.stop();
    this.#uploads.delete(stream);
  }

  /** By so many bytes; stream 0 stands for all together. */
  grow(stream: number, bytes: number): void {
    if (stream === 0) this.#all += bytes;
    const grown = stream === 0 ? [...this.#uploads.values()] : [this.#uploads.get(stream)];
    for (const upload of grown) upload?.grow(stream === 0 ? 0 : bytes);
  }

  /** A changed first window changes those of the requests under way as well. From RFC 9113, section 6.9.2. */
  begin(window: number): void {
    for (const upload of this.#uploads.values()) upload.grow(window - this.#each);
    this.#each = window;
  }
}
