// A mail server for tests on loopback: takes letters, and misbehaves for the addresses whose names say so. Prints a line of JSON for each thing that happens.
//   node smtp-sink.mjs [--tls KEY CERT] [--user NAME PASSWORD]
// Addresses: refuse… 550; greylist… 451 the first time; cut… the connection ends after the letter and before the answer, the first time; acked… the
// connection ends right after the answer; busy… 421 the first time.
import {readFileSync} from 'node:fs';
import {SMTPServer} from 'smtp-server';

const option = name => process.argv.indexOf(name);
const tls = option('--tls') < 0 ? null : {key: readFileSync(process.argv[option('--tls') + 1]), cert: readFileSync(process.argv[option('--tls') + 2])};
const account = option('--user') < 0 ? null : {user: process.argv[option('--user') + 1], password: process.argv[option('--user') + 2]};
const say = what => process.stdout.write(JSON.stringify(what) + '\n');
const seen = new Map();
const first = address => {
  const count = seen.get(address) ?? 0;
  seen.set(address, count + 1);
  return count === 0;
};
const fault = (responseCode, message) => Object.assign(new Error(message), {responseCode});
const sockets = new Map();

const server = new SMTPServer({
  ...tls,
  disabledCommands: [...(tls ? [] : ['STARTTLS']), ...(account ? [] : ['AUTH'])],
  authOptional: !account,
  disableReverseLookup: true,
  onAuth: (auth, session, done) => auth.username === account.user && auth.password === account.password ? done(null, {user: auth.username}) : done(fault(535, 'No')),
  onRcptTo: ({address}, session, done) => {
    say({event: 'recipient', address, secure: session.secure === true, user: session.user ?? null});
    if (address.startsWith('refuse')) return done(fault(550, 'No such mailbox'));
    if (address.startsWith('greylist') && first(address)) return done(fault(451, 'Come back later'));
    if (address.startsWith('busy') && first(address)) return done(fault(421, 'Too busy'));
    done();
  },
  onData: (stream, session, done) => {
    const chunks = [];
    stream.on('data', chunk => chunks.push(chunk));
    stream.on('end', () => {
      const address = session.envelope.rcptTo[0].address;
      if (address.startsWith('cut') && first(address)) {
        say({event: 'cut', address});
        for (const connection of server.connections) connection.close();
        return;
      }
      say({event: 'letter', address, recipients: session.envelope.rcptTo.length, text: Buffer.concat(chunks).toString('utf8')});
      done(null, 'Taken');
      if (address.startsWith('acked')) setImmediate(() => { for (const connection of server.connections) connection._socket?.destroy(); });
    });
  },
});
server.on('error', () => {});
server.listen(0, '127.0.0.1', () => say({event: 'listening', port: server.server.address().port}));
process.stdin.on('end', () => process.exit(0)).resume();
