export { WireLog, type WireLogProps } from "./wire-log";
