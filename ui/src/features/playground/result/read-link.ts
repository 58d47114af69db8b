import { createContext } from "react";

/** Opens a resource that a result points to. Absent where a result is not of a connection that could read it. */
export const ReadLink = createContext<((uri: string) => void) | undefined>(undefined);
