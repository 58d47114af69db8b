import { PAGE_SHORTCUTS } from "@/lib/shortcuts";
import { Kbd } from "./ui/kbd";

/** All shortcuts, grouped by where they work. */
export function ShortcutList() {
  return (
    <div className="flex flex-col gap-5">
      {PAGE_SHORTCUTS.map(({ title, shortcuts }) => (
        <section key={title}>
          <h3 className="mb-1 font-medium text-fg3 text-meta">{title}</h3>
          <dl>
            {shortcuts.map(({ keys, does }) => (
              <div
                key={keys}
                className="flex items-center justify-between gap-4 border-b py-1.5 last:border-0"
              >
                <dt className="text-body">{does}</dt>
                <dd>
                  <Kbd keys={keys} />
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  );
}
