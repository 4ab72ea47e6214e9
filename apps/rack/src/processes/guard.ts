/**
 * Loaded before the program of each process of a rack (`--import`): when the rack is gone, however it went, the process
 * ends. The channel between the two closes with either; nothing is ever said over it.
 */
const graceMs = 5000;

process.once('disconnect', () => {
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), graceMs).unref();
  process.kill(process.pid, 'SIGTERM');
});
process.channel?.unref();
