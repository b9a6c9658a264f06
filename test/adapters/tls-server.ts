/** A TLS server with a certificate of its own making, and what it heard. */
import { generateKeyPairSync } from 'node:crypto';
import tls from 'node:tls';
import { issueCertificate } from '../../main/simulator/x509.ts';
import { httpAnswer, listening } from './raw-server.ts';

export interface TlsServer {
  readonly origin: string;
  readonly port: number;
  /** PEM; it is its own authority. */
  readonly certificate: string;
  heard(): string;
  connections(): number;
  close(): void;
}

/** Answers every whole request with "ok", or with what it is told to and nothing if that is undefined, and keeps the connection. */
export async function startTlsServer(name = 'localhost', answerTo: () => string | undefined = () => httpAnswer('ok')): Promise<TlsServer> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const certificate = issueCertificate({
    subject: { C: 'CN', O: 'Test', OU: 'Test', CN: name }, serialNumber: 1n, publicKey, signWith: privateKey, isAuthority: true,
    notBefore: new Date('2020-01-01'), notAfter: new Date('2049-01-01'),
  });
  let heard = '';
  let opened = 0;
  const sockets = new Set<tls.TLSSocket>();
  const server = tls.createServer({ key: privateKey.export({ type: 'pkcs8', format: 'pem' }), cert: certificate }, (socket) => {
    opened += 1;
    sockets.add(socket);
    let text = '';
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk: Buffer) => {
      heard += chunk.toString('latin1');
      text += chunk.toString('latin1');
      const head = text.indexOf('\r\n\r\n');
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
      if (head < 0 || text.length < head + 4 + length) return;
      text = '';
      const answer = answerTo();
      if (answer !== undefined) socket.write(answer);
    });
  });
  server.on('tlsClientError', () => undefined);
  const port = await listening(server);
  return {
    origin: `https://localhost:${port}`, port, certificate,
    heard: () => heard,
    connections: () => opened,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
