// npm's SD-JWT VC implementation (@sd-jwt/sd-jwt-vc) with keys of WebCrypto, set up in one place for both directions.
import { digest, ES256, ES384, generateSalt } from '@sd-jwt/crypto-nodejs';
import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc';
import { webcrypto } from 'node:crypto';

const ed25519 = {
  alg: 'EdDSA',
  async getVerifier({ kty, crv, x }) {
    const key = await webcrypto.subtle.importKey('jwk', { kty, crv, x }, { name: 'Ed25519' }, false, ['verify']);
    return (data, signature) => webcrypto.subtle.verify('Ed25519', key, Buffer.from(signature, 'base64url'), Buffer.from(data));
  },
};

export const algorithms = { ES256, ES384, EdDSA: ed25519 };

const algorithmOf = ({ crv }) => ({ 'P-256': ES256, 'P-384': ES384, Ed25519: ed25519 })[crv];

/** A verifier; the issuer's key is given, the holder's is read from cnf. */
export async function verifier(issuerJwk, { statusList } = {}) {
  const verify = await algorithmOf(issuerJwk).getVerifier(issuerJwk);
  return new SDJwtVcInstance({
    verifier: verify,
    hasher: digest,
    kbVerifier: async (data, signature, payload) => (await algorithmOf(payload.cnf.jwk).getVerifier(payload.cnf.jwk))(data, signature),
    statusListFetcher: async () => statusList ?? Promise.reject(new Error('no status list was given')),
  });
}

/** An issuer and its holder's wallet in one. */
export async function issuer(algorithm, privateJwk, holderJwk, hashAlg = 'sha-256') {
  return new SDJwtVcInstance({
    signer: await algorithm.getSigner(privateJwk),
    signAlg: algorithm.alg,
    hasher: digest,
    hashAlg,
    saltGenerator: generateSalt,
    ...(holderJwk ? { kbSigner: await ES256.getSigner(holderJwk), kbSignAlg: 'ES256' } : {}),
  });
}
