// A second opinion for the .NET tests: what npm's @sd-jwt/sd-jwt-vc says of our tokens.
//   node sd-jwt-check.mjs < cases.json
// cases: [{ name, token, issuerJwk, nonce?, statusList?, now? }]; answers [{ name, verified, payload?, audience?, error? }] in the same order.
import { verifier } from './sd-jwt-lib.mjs';

let text = '';
for await (const chunk of process.stdin) text += chunk;
const answers = [];
for (const { name, token, issuerJwk, nonce, statusList, now } of JSON.parse(text)) {
  try {
    const { payload, kb } = await (await verifier(issuerJwk, { statusList })).verify(token, { keyBindingNonce: nonce, currentDate: now });
    answers.push({ name, verified: true, payload, audience: kb?.payload.aud });
  } catch (error) {
    answers.push({ name, verified: false, error: String(error?.message ?? error) });
  }
}
console.log(JSON.stringify(answers));
