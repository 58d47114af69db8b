// Stands in for a browser and the person in front of it: follows an authorization address, keeps cookies, sends the
// forms, and ends at the page that the address finally leads to. Usage: user-agent.mjs ADDRESS [allow|decline]
const [address, decision = "allow"] = process.argv.slice(2);

/** By origin; paths are of no concern here. */
const jar = new Map();

async function visit(url, body) {
  const cookies = jar.get(url.origin) ?? new Map();
  jar.set(url.origin, cookies);
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const method = body ? "POST" : "GET";
  const response = await fetch(url, { method, body, headers: { cookie }, redirect: "manual" });
  for (const line of response.headers.getSetCookie()) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
    // An empty value is how the server takes a cookie back.
    if (value) cookies.set(name, value);
    else cookies.delete(name);
  }
  return response;
}

let url = new URL(address);
let body;
for (let steps = 0; ; steps += 1) {
  if (steps > 20) throw new Error(`this leads nowhere: ${url.origin}${url.pathname}`);
  const response = await visit(url, body);
  body = undefined;
  const text = await response.text();
  const location = response.headers.get("location");
  if (response.status >= 300 && response.status < 400 && location) url = new URL(location, url);
  else if (response.ok && text.includes('<form method="post">'))
    body = new URLSearchParams({ account: "alice", decision });
  else {
    // Never the query: it may hold a code.
    console.log(`${response.status} ${url.origin}${url.pathname}`);
    process.exit(response.ok ? 0 : 1);
  }
}
