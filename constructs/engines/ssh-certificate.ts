/** The contents of an OpenSSH certificate that tests and drills read. */
export interface SshCertificate {
  readonly keyId: string;
  readonly principals: readonly string[];
  /** Seconds since 1970. */
  readonly validBefore: number;
}

/**
 * Reads an ed25519 user certificate as OpenSSH writes it.
 *
 * @see https://cvsweb.openbsd.org/src/usr.bin/ssh/PROTOCOL.certkeys
 * @throws Error on anything else
 */
export function readSshCertificate(line: string): SshCertificate {
  const [type, text = ""] = line.trim().split(" ");
  if (type !== "ssh-ed25519-cert-v01@openssh.com") throw new Error("this is not an ed25519 certificate");
  const blob = Buffer.from(text, "base64");
  let offset = 0;
  const field = () => {
    const start = offset + 4;
    offset = start + blob.readUInt32BE(offset);
    return blob.subarray(start, offset);
  };
  for (const _ of ["type", "nonce", "public key"]) field();
  offset += 8 + 4; // serial, type of certificate
  const keyId = field().toString();
  const list = field();
  const principals: string[] = [];
  for (let at = 0; at < list.length; at += 4 + list.readUInt32BE(at)) {
    principals.push(list.subarray(at + 4, at + 4 + list.readUInt32BE(at)).toString());
  }
  offset += 8; // valid after
  return { keyId, principals, validBefore: Number(blob.readBigUInt64BE(offset)) };
}
