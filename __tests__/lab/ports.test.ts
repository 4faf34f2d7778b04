import { createServer } from "node:net";
import { Ports } from "../../lab/ports";

/** Takes a port as another server would. */
const listen = (port: number) =>
  new Promise<{ port: number; close: () => void }>((resolve) => {
    const server = createServer().listen(port, "127.0.0.1", () => {
      const address = server.address();
      resolve({
        port: typeof address === "object" && address !== null ? address.port : 0,
        close: () => server.close(),
      });
    });
  });

const claimed: Ports[] = [];
const claim = async (environment: NodeJS.ProcessEnv = { LAB_PORTS: "any" }) => {
  const ports = await Ports.claim(environment);
  claimed.push(ports);
  return ports;
};
afterEach(() => {
  for (const ports of claimed.splice(0)) ports.release();
});

test("the usual port where it is free, another where it is taken or was picked before", async () => {
  const { port, close } = await listen(0);
  const ports = await claim({});
  expect(await ports.pick(port)).not.toBe(port);
  close();
  ports.release();
  const again = await claim({});
  expect(await again.pick(port)).toBe(port);
  expect(await again.pick(port)).not.toBe(port);
});

test("the usual ports are one lab's, until it is up; LAB_PORTS=any never takes them", async () => {
  const { port, close } = await listen(0);
  close();
  const first = await claim({});
  expect(await (await claim({})).pick(port)).not.toBe(port);
  expect(await (await claim()).pick(port)).not.toBe(port);
  expect(await first.pick(port)).toBe(port);
  first.release();
  expect(await (await claim({})).pick(port)).toBe(port);
});

test("forty labs that start at the same time pick each port once, and none that an outgoing connection may get", async () => {
  const lab = async () => {
    const ports = await claim();
    const picked: number[] = [];
    for (let count = 0; count < 40; count++) picked.push(await ports.pick());
    return picked;
  };
  const picked = (await Promise.all(Array.from({ length: 40 }, lab))).flat();
  expect(new Set(picked).size).toBe(40 * 40);
  expect(Math.max(...picked)).toBeLessThan(32_768);
});

test("a block in which a server listens is nobody else's", async () => {
  const ports = await claim();
  const { port, close } = await listen(await ports.pick());
  ports.release();
  const others = await Promise.all(Array.from({ length: 20 }, () => claim()));
  const picked = await Promise.all(others.map((other) => other.pick()));
  expect(picked.filter((other) => Math.floor((other - 10_000) / 32) === Math.floor((port - 10_000) / 32))).toEqual([]);
  close();
});
