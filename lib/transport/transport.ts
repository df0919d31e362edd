/** A byte pipe that sends frames: the port that TCP, any Duplex and the memory transport implement. */
export interface Transport {
  /**
   * Sends one frame, its length prefix included. The parts leave together and uncopied, so they must not
   * change until the server has answered.
   *
   * @param sent called once the frame is with the kernel, where the transport can tell
   */
  send(frame: readonly Uint8Array[], sent?: () => void): void;
  /** Sends what was handed over, then ends the pipe. */
  close(): void;
  /** Tears the pipe down at once. */
  destroy(): void;
}

/** Who receives the frames: the exchange. */
export interface FrameSink {
  /** Longest frame that may come, in bytes: small before the negotiation, so that a stranger cannot claim memory. */
  readonly frameLimit: number;
  /** The next head is worth reading alone, since a large payload may follow it. */
  wantsHead(): boolean;
  /**
   * Where the payload behind this head shall land, or `undefined` to gather the frame as a whole.
   * @param head the SMB2 header and 16 bytes of body
   * @param length of the payload in bytes
   */
  place(head: Uint8Array, length: number): Uint8Array | undefined;
  /** One whole frame without its prefix; `payload` where it landed apart from its head. */
  frame(message: Uint8Array, payload: Uint8Array | undefined): void;
  /** Bytes arrived of a frame that is not complete yet. */
  alive(): void;
  /** The pipe is gone; called once. */
  closed(error: Error | undefined): void;
}

/** Opens a transport for a sink; rejects with an SmbError when there is no way to the server. */
export type Dial = (sink: FrameSink, signal: AbortSignal) => Promise<Transport>;
