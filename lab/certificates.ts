import "reflect-metadata";
import { webcrypto } from "node:crypto";
import {
  BasicConstraintsExtension,
  cryptoProvider,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  Pkcs10CertificateRequest,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";

cryptoProvider.set(webcrypto as never);

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const DAY = 86_400_000;

export interface KeyPair {
  /** PEM. */
  readonly certificate: string;
  readonly key: string;
}

/** A CA of the lab's own, and a certificate from it for 127.0.0.1 and localhost. One month. */
export async function makeCertificates(now: Date): Promise<{ ca: KeyPair; server: KeyPair }> {
  const validity = { notBefore: new Date(now.getTime() - DAY), notAfter: new Date(now.getTime() + 30 * DAY) };
  const caKeys = await webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const ca = await X509CertificateGenerator.createSelfSigned({
    ...validity,
    serialNumber: "01",
    name: "CN=Break-glass lab CA",
    signingAlgorithm: ALGORITHM,
    keys: caKeys as never,
    extensions: [
      new BasicConstraintsExtension(true, 1, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
    ],
  });
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const server = await X509CertificateGenerator.create({
    ...validity,
    serialNumber: "02",
    subject: "CN=localhost",
    issuer: ca.subject,
    signingAlgorithm: ALGORITHM,
    publicKey: keys.publicKey as never,
    signingKey: caKeys.privateKey as never,
    extensions: [
      new SubjectAlternativeNameExtension([
        { type: "dns", value: "localhost" },
        { type: "ip", value: "127.0.0.1" },
      ]),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
    ],
  });
  const pairOf = async (certificate: X509Certificate, privateKey: typeof keys.privateKey) => ({
    certificate: `${certificate.toString("pem")}\n`,
    key: `${PemConverter.encode(await webcrypto.subtle.exportKey("pkcs8", privateKey), "PRIVATE KEY")}\n`,
  });
  return { ca: await pairOf(ca, caKeys.privateKey), server: await pairOf(server, keys.privateKey) };
}

/** What the organisation's CA does with the request of Vault's: a certificate for it, and its own behind. */
export async function signIntermediate(request: string, ca: string, caKey: string): Promise<string> {
  const issuer = new X509Certificate(ca);
  const { subject, publicKey } = new Pkcs10CertificateRequest(request);
  const key = PemConverter.decodeFirst(caKey);
  const intermediate = await X509CertificateGenerator.create({
    notBefore: issuer.notBefore,
    notAfter: issuer.notAfter,
    serialNumber: "03",
    subject,
    issuer: issuer.subject,
    publicKey,
    signingAlgorithm: ALGORITHM,
    signingKey: (await webcrypto.subtle.importKey("pkcs8", key, ALGORITHM, false, ["sign"])) as never,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(publicKey),
    ],
  });
  return `${intermediate.toString("pem")}\n${ca}`;
}
