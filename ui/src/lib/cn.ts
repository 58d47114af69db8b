import { type ClassValue, clsx } from "clsx";

/** Joins class names. Where one shall win over another that sets the same property, it says so with `!`. */
export function cn(...classes: ClassValue[]): string {
  return clsx(classes);
}
