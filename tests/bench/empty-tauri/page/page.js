// A list of which only the rows in sight exist, a form of one field per property, and a search: nothing else.
const { invoke } = window.__TAURI__.core;
const $ = (id) => document.getElementById(id);
const ROW = 40;
let tools = [];
let found = [];

function draw() {
  const first = Math.floor($("list").scrollTop / ROW);
  $("rows").style.height = `${found.length * ROW}px`;
  $("rows").replaceChildren(
    ...found.slice(first, first + 24).map((index, place) => {
      const row = document.createElement("div");
      row.className = "row";
      row.style.top = `${(first + place) * ROW}px`;
      row.textContent = `${tools[index].name} ${tools[index].description}`;
      row.onclick = () => pick(index);
      return row;
    }),
  );
}

async function pick(index) {
  const { properties } = JSON.parse(await invoke("schema", { index }));
  $("form").replaceChildren(
    ...Object.keys(properties).map((name) => {
      const input = document.createElement("input");
      input.placeholder = name;
      return input;
    }),
  );
}

$("list").onscroll = draw;
$("search").oninput = ({ target }) => {
  const text = target.value.toLowerCase();
  found = [...tools.keys()].filter((index) => tools[index].name.includes(text));
  draw();
};
$("connect").onclick = async () => {
  tools = await invoke("list");
  found = [...tools.keys()];
  draw();
};
requestAnimationFrame(() => requestAnimationFrame(() => invoke("ready")));
