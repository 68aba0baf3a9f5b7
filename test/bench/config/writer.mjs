// Writes a config over and over, with a record beside it, until it is killed.
// argv: URL of the built config room, the config
const [room, file] = process.argv.slice(2);
const { applyEdits } = await import(room);
// Loads and compiles everything, so that the kill falls into the writes.
await applyEdits(file, [{ path: "optimizer.lr", value: 0.5 }], { dryRun: true });
process.stdout.write("ready\n");
for (let i = 1; ; i++) {
  const source = {
    by: "bench",
    at: new Date(i * 1000).toISOString(),
    result: { file: "r.json", name: "r", createdAt: "", sha256: "0".repeat(64), seed: i },
  };
  const lr = (i % 9) + i / 1000;
  await applyEdits(file, [{ path: "optimizer.lr", value: lr }], {
    record: { place: "file", source },
  });
}
