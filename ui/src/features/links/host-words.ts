/** The parts of an address that a person judges it by. */
export interface HostFacts {
  /** The host as it is sent, which is ASCII. */
  host: string;
  /** Travels encrypted. */
  secure: boolean;
  /** Written with letters of other alphabets, which can look like another name. */
  disguised: boolean;
}

/** Reads an address from a link. */
export function hostFacts(url: string): HostFacts {
  try {
    const { host, hostname, protocol } = new URL(url);
    const disguised = hostname.split(".").some((label) => label.startsWith("xn--"));
    return { host, secure: protocol === "https:", disguised };
  } catch {
    return { host: url, secure: false, disguised: false };
  }
}
