// Jobs that do nothing through BullMQ: node bullmq.mjs FOLDER REDIS JOBS BATCH
// Prints how many a second were published in batches, and consumed by one worker of concurrency 64.
import { createRequire } from "node:module";

const [folder, redis, jobsText, batchText] = process.argv.slice(2);
const { Queue, Worker } = createRequire(`${folder}/package.json`)("bullmq");
const { hostname, port } = new URL(redis);
const connection = { host: hostname, port: Number(port), maxRetriesPerRequest: null };
const [jobs, batch] = [Number(jobsText), Number(batchText)];

const rate = (count, begun) => Math.round((count * 1000) / (performance.now() - begun));

const queue = new Queue("bench", { connection });
await queue.waitUntilReady();
let begun = performance.now();
const content = "7".repeat(80);
for (let sent = 0; sent < jobs; sent += batch) {
  const some = Array.from({ length: batch }, () => ({
    name: "job",
    data: content,
    opts: { removeOnComplete: true, attempts: 5 },
  }));
  await queue.addBulk(some);
}
const published = rate(jobs, begun);

begun = performance.now();
await new Promise((resolve, reject) => {
  let done = 0;
  const worker = new Worker("bench", async () => {}, { connection, concurrency: 64 });
  worker.on("completed", () => ++done === jobs && resolve());
  worker.on("error", reject);
});
console.log(JSON.stringify({ published, consumed: rate(jobs, begun) }));
process.exit(0);
