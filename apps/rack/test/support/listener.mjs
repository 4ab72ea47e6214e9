// A program for tests of processes: listens at the port that it is told, says so, and ends when it is asked to.
import { createServer } from 'node:http';

const [port, mood] = process.argv.slice(2);
process.stdout.write(`mood: ${mood}\n`);
if (mood === 'broken') {
  process.stderr.write('it cannot begin\n');
  process.exit(3);
}
createServer((_request, response) => response.end('here')).listen(Number(port), '127.0.0.1');
process.on('SIGTERM', () => {
  if (mood !== 'stubborn') process.exit(0);
});
