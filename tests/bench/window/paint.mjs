// What the pages themselves do while they are measured. `timed` runs in the page: it acts, waits until the page shows
// what is expected, and answers two animation frames later, when that is on the screen.

/** The source of an asynchronous function of one step; it returns milliseconds. */
export const timed = `async (step) => {
  const find = (selector) => document.querySelector(selector);
  const shown = ({ selector, text = "" }) =>
    [...document.querySelectorAll(selector)].some((element) => element.textContent.includes(text));
  const frame = () => new Promise(requestAnimationFrame);
  const start = performance.now();
  if (step.click) find(step.click).click();
  if (step.type) {
    const input = find(step.type.selector);
    // React listens to the property of the prototype.
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(input, step.type.text);
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }
  while (!shown(step.until)) {
    if (performance.now() - start > 60000) throw new Error("not shown: " + JSON.stringify(step.until));
    await frame();
  }
  await frame();
  await frame();
  return performance.now() - start;
}`;

/**
 * Connects, picks a tool, types the last digit of a number that only one tool has; `page.run` runs a function's source
 * in the page.
 */
export async function measure(page, steps) {
  const step = (what) => page.run(timed, what);
  for (const preparation of steps.before) await step(preparation);
  // Where it takes more than one click, the person's time in between does not count.
  let list = 0;
  for (const click of steps.connect) list += await step(click);
  const pick = await step({ click: steps.tool, until: steps.picked });
  const { search, almost, found } = steps;
  await step({ type: { selector: search, text: almost }, until: steps.listed });
  const key = await step({ type: { selector: search, text: found.text }, until: found });
  return { list, pick, key };
}
