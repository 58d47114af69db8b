// What a person sees of the authorization server: a page to sign in, and one to allow or decline.

const harmless = (text) => String(text).replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

const page = (title, body) => `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>${title}</title>
<h1>${title}</h1>
<form method="post">${body}
<button name="decision" value="decline">Decline</button></form></html>`;

const signIn = () =>
  page(
    "Sign in",
    `<label>Account <input name="account" value="alice" required></label>
<button name="decision" value="allow">Sign in</button>`,
  );

const consent = (client, scopes) =>
  page(
    "Allow access?",
    `<p>${harmless(client.clientName ?? client.clientId)} wants: ${harmless(scopes.join(" ") || "nothing")}</p>
<button name="decision" value="allow">Allow</button>`,
  );

async function readForm(request) {
  let body = "";
  for await (const chunk of request) body += chunk;
  return new URLSearchParams(body);
}

/** The scopes that the person has not allowed yet, by what they are for. */
function missing({ missingOIDCScope = [], missingResourceScopes = {} }) {
  return { own: missingOIDCScope, resources: Object.entries(missingResourceScopes) };
}

async function grantTo(provider, { grantId, session, params, prompt }) {
  const known = grantId && (await provider.Grant.find(grantId));
  const grant = known || new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  const { own, resources } = missing(prompt.details);
  if (own.length > 0) grant.addOIDCScope(own.join(" "));
  for (const [resource, scopes] of resources) grant.addResourceScope(resource, scopes.join(" "));
  return grant.save();
}

/** Answers a request to an interaction's page. */
export async function interact(provider, request, response) {
  const interaction = await provider.interactionDetails(request, response);
  const { prompt, params } = interaction;
  if (request.method !== "POST") {
    const { own, resources } = missing(prompt.details);
    const wanted = [...own, ...resources.flatMap(([, scopes]) => scopes)];
    const client = await provider.Client.find(params.client_id);
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(prompt.name === "login" ? signIn() : consent(client, wanted));
    return;
  }
  const form = await readForm(request);
  if (form.get("decision") !== "allow") {
    const declined = { error: "access_denied", error_description: "The person declined" };
    await provider.interactionFinished(request, response, declined, { mergeWithLastSubmission: false });
  } else if (prompt.name === "login") {
    await provider.interactionFinished(request, response, { login: { accountId: form.get("account") } });
  } else {
    const grantId = await grantTo(provider, interaction);
    await provider.interactionFinished(request, response, { consent: { grantId } });
  }
}
