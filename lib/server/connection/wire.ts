/** The way back to the client. */
export interface Wire {
  /** Sends a frame; `sent` is called when its bytes are not needed any more. */
  send(frame: readonly Uint8Array[], sent: () => void): void;
  /** Hangs up, after what was sent. */
  end(): void;
}
