import { readableHost } from "./punycode";

/** The parts of an address that a person judges it by. */
export interface HostFacts {
  /** The host as it is sent, which is ASCII. */
  host: string;
  /** Travels encrypted. */
  secure: boolean;
  /** As people read it, where that differs: letters of other alphabets can look like another name. */
  readable: string | undefined;
}

/** Reads an address from a link. */
export function hostFacts(url: string): HostFacts {
  try {
    const { host, hostname, protocol } = new URL(url);
    const readable = readableHost(hostname);
    return {
      host,
      secure: protocol === "https:",
      readable: readable === hostname ? undefined : readable,
    };
  } catch {
    return { host: url, secure: false, readable: undefined };
  }
}
